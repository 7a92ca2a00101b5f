# Runs `actcheck check` on the example subject, as a person would, and shows what it says as it says it.
#   cmake -DACTCHECK=<the tool> -DSUBJECT=<the library built from naive_activations.c> -P demo.cmake
# The example is as wrong as such code usually is, so the demonstration works when the tool finds something: status 1.
foreach(input IN ITEMS ACTCHECK SUBJECT)
  if(NOT DEFINED ${input})
    message(FATAL_ERROR "demo.cmake: -D${input}=... is missing")
  endif()
endforeach()

execute_process(COMMAND "${CMAKE_COMMAND}" -E echo "$ ${ACTCHECK} check ${SUBJECT}")
execute_process(COMMAND "${ACTCHECK}" check "${SUBJECT}" RESULT_VARIABLE status)

if(status STREQUAL "1")
  execute_process(COMMAND "${CMAKE_COMMAND}" -E echo "
This was docs/examples/naive_activations.c: textbook formulas in float. The verdict FAIL is the right one.
Now yours:  ${ACTCHECK} check ./libyours.so")
elseif(status STREQUAL "0")
  message(FATAL_ERROR "demo.cmake: the check passed, but the example is known to be wrong")
else()
  message(FATAL_ERROR "demo.cmake: the check ended with '${status}' where 1 (a property failed) was due")
endif()
