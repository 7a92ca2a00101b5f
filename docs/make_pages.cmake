# Runs the generator with the evidence that there is. Called by the target `docs` with
#   -DGENERATOR=program -DPAGES=folder -DREPORT=file -DBENCHMARKS=file;file;... -DCERTIFICATES=file;file;...
#   -DKILLS=file -DMODEL=file -DLIBRARIES=file -DERRORS=file
#   -DCOUNTEREXAMPLE=file -DSOURCES=folder -DCLAIMS=file
set(arguments --output "${PAGES}" --sources "${SOURCES}" --claims "${CLAIMS}")
if(EXISTS "${REPORT}")
  list(APPEND arguments --report "${REPORT}")
else()
  message(NOTICE "docs: there is no report '${REPORT}', so the pages have no evidence of a run")
endif()
foreach(file IN LISTS BENCHMARKS)
  list(APPEND arguments --benchmark "${file}")
endforeach()
foreach(file IN LISTS CERTIFICATES)
  list(APPEND arguments --certificate "${file}")
endforeach()
foreach(what IN ITEMS KILLS MODEL LIBRARIES ERRORS COUNTEREXAMPLE)
  if(EXISTS "${${what}}")
    string(TOLOWER "--${what}" option)
    list(APPEND arguments ${option} "${${what}}")
  else()
    message(NOTICE "docs: there is no file '${${what}}', so the pages go without it")
  endif()
endforeach()
# Pages of activations that are gone must not stay.
file(REMOVE_RECURSE "${PAGES}")
execute_process(COMMAND "${GENERATOR}" ${arguments} COMMAND_ERROR_IS_FATAL ANY)
