# SPDX-License-Identifier: MIT
# Options and flags of the compiler, the same for Sysmon and for the library on its own. Included first
# by whichever is the top; from there they hold for everything below.
include_guard(GLOBAL)

option(BUILD_FUZZERS "Build the libFuzzer targets (needs clang as the compiler)" Off)
option(WARNINGS_AS_ERRORS "Stop at a warning, also of BPF programs" Off)
set(SANITIZE "" CACHE STRING "Sanitizers of user-space code, e.g. address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED On)
set(CMAKE_CXX_EXTENSIONS Off)
set(CMAKE_POSITION_INDEPENDENT_CODE On)

# Of BPF programs, too.
set(WARNING_FLAGS -Wall -Wextra)
if(WARNINGS_AS_ERRORS)
    list(APPEND WARNING_FLAGS -Werror)
endif()
add_compile_options(${WARNING_FLAGS})
# Optimized as a Release is, "text" + std::string() looks like an overlapping copy to GCC 12 (its bug
# 105651, gone in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.")
    add_compile_options($<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CONFIG:Release>>:-Wno-restrict>)
endif()
if(SANITIZE)
    add_compile_options(-fsanitize=${SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${SANITIZE})
endif()
if(BUILD_FUZZERS)
    add_compile_options(-fsanitize=fuzzer-no-link -fno-sanitize-recover=all)
endif()
