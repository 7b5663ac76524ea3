# The house's own CMake words: mb_library, mb_test, mb_policy. One static library per folder.
# Dependencies are named as folders; one that does not exist yet is refused, so the order of folders
# in the root file is the order of layers. What each folder declares is written to layers.txt in the
# build folder; tests/house/layers_test compares every include with it.

set_property(GLOBAL PROPERTY MB_LAYERS "")

function(mb_policy target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_compile_options(
    ${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Wcast-qual
                      $<$<BOOL:${MB_WERROR}>:-Werror>
                      # GCC 12 sees overlaps in std::string's own code that cannot be (its bug 105329).
                      $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
endfunction()

function(mb_qt_policy target)
  set_target_properties(${target} PROPERTIES AUTOMOC ON AUTOMOC_COMPILER_PREDEFINES OFF)
  target_compile_definitions(
    ${target} PRIVATE QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
                      QT_NO_KEYWORDS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER)
endfunction()

# mb_library(core/relabel HEADERS a.h SOURCES a.cpp DEPENDS core/base LIBS re2::re2 [QT])
# HEADERS and SOURCES are relative to the folder. LIBS are linked PUBLIC. QT turns on moc and the Qt policy.
function(mb_library folder)
  cmake_parse_arguments(ARG "QT" "" "HEADERS;SOURCES;DEPENDS;LIBS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mb_library(${folder}): unknown words: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  string(REPLACE "/" "_" name "mb_${folder}")
  set(kind STATIC)
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "mb_library(${folder}): needs at least one source")
  endif()
  add_library(${name} ${kind} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_sources(
    ${name}
    PUBLIC FILE_SET
           HEADERS
           BASE_DIRS
           "${PROJECT_SOURCE_DIR}"
           FILES
           ${ARG_HEADERS})
  mb_policy(${name})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" depname "mb_${dependency}")
    if(NOT TARGET ${depname})
      message(FATAL_ERROR "mb_library(${folder}): ${dependency} does not exist yet; folders are ordered by layer")
    endif()
    target_link_libraries(${name} PUBLIC ${depname})
  endforeach()
  target_link_libraries(${name} PUBLIC ${ARG_LIBS})
  if(ARG_QT)
    mb_qt_policy(${name})
  endif()
  set(line "${folder}:")
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(APPEND line " ${dependency}")
  endforeach()
  set_property(GLOBAL APPEND PROPERTY MB_LAYERS "${line}")
endfunction()

# moc gets no compiler predefines: with them it stumbles over concepts in the standard headers.
# mb_test(core/base/number_test DEPENDS core/base [LIBS ...] [LABELS ...] [GUI])
# Builds tests/<path>.cpp with Qt Test and adds it to ctest under its path.
function(mb_test path)
  cmake_parse_arguments(ARG "GUI" "" "SOURCES;DEPENDS;LIBS;LABELS" ${ARGN})
  if(NOT MB_TESTS)
    return()
  endif()
  string(REPLACE "/" "_" name "${path}")
  add_executable(${name} "${PROJECT_SOURCE_DIR}/tests/${path}.cpp" ${ARG_SOURCES})
  mb_policy(${name})
  set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOMOC_COMPILER_PREDEFINES OFF RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" depname "mb_${dependency}")
    target_link_libraries(${name} PRIVATE ${depname})
  endforeach()
  target_link_libraries(${name} PRIVATE Qt6::Test ${ARG_LIBS})
  target_compile_definitions(${name} PRIVATE MB_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
                                             MB_SOURCE_DIR="${PROJECT_SOURCE_DIR}" MB_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${path} COMMAND ${name})
  string(REGEX MATCH "^[a-z]+" area "${path}")
  set_tests_properties(${path} PROPERTIES LABELS "${area};${ARG_LABELS}" TIMEOUT 300)
  if(ARG_GUI)
    set_tests_properties(${path} PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
  endif()
endfunction()

# mb_fuzz(core/exposition/text_fuzz DEPENDS core/exposition): tests/fuzz/<path>.cpp as a libFuzzer program (preset fuzz);
# in every other build the same file is run over its corpus tests/data/fuzz/<path>/ as an ordinary test.
function(mb_fuzz path)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBS" ${ARGN})
  if(NOT MB_TESTS)
    return()
  endif()
  string(REPLACE "/" "_" name "fuzz_${path}")
  add_executable(${name} "${PROJECT_SOURCE_DIR}/tests/fuzz/${path}.cpp")
  mb_policy(${name})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" depname "mb_${dependency}")
    target_link_libraries(${name} PRIVATE ${depname})
  endforeach()
  target_link_libraries(${name} PRIVATE ${ARG_LIBS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/fuzz")
  if(MB_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/support/corpus_main.cpp")
    add_test(NAME fuzz/${path} COMMAND ${name} "${PROJECT_SOURCE_DIR}/tests/data/fuzz/${path}")
    set_tests_properties(fuzz/${path} PROPERTIES LABELS "core;fuzz" TIMEOUT 300)
  endif()
endfunction()

function(mb_write_layers)
  get_property(lines GLOBAL PROPERTY MB_LAYERS)
  list(JOIN lines "\n" text)
  file(WRITE "${PROJECT_BINARY_DIR}/layers.txt" "${text}\n")
endfunction()
