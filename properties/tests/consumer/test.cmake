# Installs a build, and uses what was installed as a user would: configures, builds and runs this folder's project.
#   cmake -DBUILD=<actcheck's build folder> -DWORK=<a scratch folder inside it> [-DCONFIG=Release] [-DVERSION=0.1.0]
#         [-DGENERATOR=Ninja] [-DCXX=<compiler>] [-DCC=<compiler>] [-DFLAGS=<for both compilers>] -P test.cmake
foreach(input IN ITEMS BUILD WORK)
  if(NOT DEFINED ${input})
    message(FATAL_ERROR "test.cmake: -D${input}=... is missing")
  endif()
endforeach()
if(NOT DEFINED CONFIG)
  set(CONFIG Release)
endif()
# Only a folder inside the build is ever emptied.
cmake_path(IS_PREFIX BUILD "${WORK}" NORMALIZE inside)
if(NOT inside OR WORK STREQUAL BUILD)
  message(FATAL_ERROR "test.cmake: WORK must be a folder inside BUILD")
endif()

function(run step)
  message(STATUS "${step}")
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status)
  if(NOT status STREQUAL "0")
    message(FATAL_ERROR "${step}: failed (${status})")
  endif()
endfunction()

set(options "-DCMAKE_BUILD_TYPE=${CONFIG}")
if(DEFINED CXX)
  list(APPEND options "-DCMAKE_CXX_COMPILER=${CXX}")
endif()
if(DEFINED CC)
  list(APPEND options "-DCMAKE_C_COMPILER=${CC}")
endif()
if(DEFINED FLAGS)
  list(APPEND options "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DCMAKE_C_FLAGS=${FLAGS}")
endif()
if(DEFINED GENERATOR)
  list(PREPEND options -G "${GENERATOR}")
endif()

file(REMOVE_RECURSE "${WORK}")
run("install" "${CMAKE_COMMAND}" --install "${BUILD}" --config "${CONFIG}" --prefix "${WORK}/first")
# The package must work wherever it is put.
file(RENAME "${WORK}/first" "${WORK}/prefix")

run("configure" "${CMAKE_COMMAND}" ${options} "-DCMAKE_PREFIX_PATH=${WORK}/prefix" -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF
  -S "${CMAKE_CURRENT_LIST_DIR}" -B "${WORK}/build")
file(STRINGS "${WORK}/build/CMakeCache.txt" found REGEX "^actcheck_DIR:")
if(NOT found MATCHES "=${WORK}/prefix/")
  message(FATAL_ERROR "the consumer found another package: ${found}")
endif()
run("build" "${CMAKE_COMMAND}" --build "${WORK}/build" --config "${CONFIG}")

find_program(consumer consumer PATHS "${WORK}/build" PATH_SUFFIXES "${CONFIG}" NO_DEFAULT_PATH REQUIRED)
run("consumer" "${consumer}")

# The installed tool, if there is one: its version, and a check of a subject that was written against the installed header.
find_program(tool actcheck PATHS "${WORK}/prefix/bin" NO_DEFAULT_PATH)
if(tool)
  execute_process(COMMAND "${tool}" --version OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  message(STATUS "tool: ${version}")
  if(DEFINED VERSION AND NOT version MATCHES "(^| )${VERSION}$")
    message(FATAL_ERROR "the tool says version '${version}' where ${VERSION} was due")
  endif()
  find_library(subject NAMES subject libsubject.so PATHS "${WORK}/build" PATH_SUFFIXES "${CONFIG}" NO_DEFAULT_PATH REQUIRED)
  run("check" "${tool}" check "${subject}" --effort smoke)

  # Its tests, added by the package's actcheck_add_check.
  run("tests" "${CMAKE_CTEST_COMMAND}" --test-dir "${WORK}/build" --build-config "${CONFIG}" --no-tests=error --output-on-failure)
  file(READ "${WORK}/build/report.json" report)
  string(JSON seed GET "${report}" seed)
  string(JSON effort GET "${report}" effort)
  string(JSON results LENGTH "${report}" results)
  if(NOT "${seed} ${effort} ${results}" STREQUAL "2 smoke 2")
    message(FATAL_ERROR "a test ran with seed ${seed}, effort ${effort} and ${results} results where 2, smoke and 2 were due")
  endif()
  # What cannot be meant, and what the error says of it.
  foreach(mistake IN ITEMS
      "nosuch=there is no target 'nosuch'"
      "consumer=it is a EXECUTABLE"
      "subject EFORT smoke=unknown words: EFORT"
      "subject EFFORT=without a value: EFFORT"
      "subject NAME again KNOWN nosuch.toml=KNOWN: there is no file"
      "subject NAME again actcheck.known=unknown words: actcheck.known")
    string(REGEX MATCH "^([^=]*)=(.*)$" unused "${mistake}")
    set(words "${CMAKE_MATCH_1}")
    set(says "${CMAKE_MATCH_2}")
    execute_process(COMMAND "${CMAKE_COMMAND}" "-DMISTAKE=${words}" -S "${CMAKE_CURRENT_LIST_DIR}" -B "${WORK}/build"
      RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE error)
    string(REGEX REPLACE "[ \n]+" " " error "${error}")  # CMake breaks lines
    string(FIND "${error}" "${says}" found)
    if(status EQUAL 0 OR found EQUAL -1)
      message(FATAL_ERROR "actcheck_add_check(${words}) should have said \"${says}\", not (${status}) ${error}")
    endif()
  endforeach()
endif()
