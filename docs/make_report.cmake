# Checks the reference with the command `actcheck`, for the evidence on the pages. Called by the build with
#   -DACTCHECK=program -DEFFORT=word -DREPORT=file
# The report appears only if everything passed: a false fact must fail the build. What the command prints is shown only if not.
execute_process(COMMAND "${ACTCHECK}" check builtin:reference --effort "${EFFORT}" --report "json=${REPORT}.new"
  OUTPUT_VARIABLE findings RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "The check of the reference ended with status ${status}.\n${findings}")
endif()
file(RENAME "${REPORT}.new" "${REPORT}")
