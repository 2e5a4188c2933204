# SPDX-License-Identifier: MIT
# The sources lie in rooms: folders that are targets of their own and say what they may use. A
# room's CMakeLists entry is its line of the map; scripts/checkIncludes holds every #include against
# it, at each build.

# Where the names of rooms begin: the folder above this module's project.
get_filename_component(ROOMS_TOP ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)

# declare_room(FOLDER [USES FOLDER...] [GENERATES HEADER...]): puts a room on the map. Folders are
# relative to the top of the repository. What a room uses stands above it, so there are no cycles.
function(declare_room folder)
    cmake_parse_arguments(ROOM "" "" "USES;GENERATES" ${ARGN})
    get_property(rooms GLOBAL PROPERTY ROOMS)
    foreach(used ${ROOM_USES})
        if(NOT used IN_LIST rooms)
            message(FATAL_ERROR "${folder} uses ${used}, which is not declared above it")
        endif()
    endforeach()
    set_property(GLOBAL APPEND PROPERTY ROOMS ${folder})
    string(JOIN " " uses ${ROOM_USES})
    string(JOIN " " generates ${ROOM_GENERATES})
    set_property(GLOBAL APPEND_STRING PROPERTY ROOM_MAP "${folder}: ${uses} | ${generates}\n")
endfunction()

# add_room(FOLDER [MAIN FILE] [USES FOLDER...] [LIBRARIES TARGET...] [SOURCES FILE...]
#          [GENERATES HEADER...]): the library of all *.cpp of a folder but MAIN, which has main(), and
# of SOURCES, which are generated. FOLDER and USES as above. The target's name is that of the folder
# with dots: sysmonCommon.rules. LIBRARIES come from outside.
function(add_room folder)
    cmake_parse_arguments(ROOM "" "MAIN" "USES;LIBRARIES;SOURCES;GENERATES" ${ARGN})
    declare_room(${folder} USES ${ROOM_USES} GENERATES ${ROOM_GENERATES})
    string(REPLACE "/" "." target ${folder})
    file(GLOB sources CONFIGURE_DEPENDS ${ROOMS_TOP}/${folder}/*.cpp)
    list(REMOVE_ITEM sources ${ROOMS_TOP}/${folder}/${ROOM_MAIN})
    add_library(${target} STATIC ${sources} ${ROOM_SOURCES})
    target_include_directories(${target} PUBLIC ${ROOMS_TOP}/${folder})
    string(REPLACE "/" "." used "${ROOM_USES}")
    target_link_libraries(${target} PUBLIC ${used} ${ROOM_LIBRARIES})
endfunction()

# write_room_map(FILE): for scripts/checkIncludes, one line a room: "FOLDER: USED... | GENERATED...".
function(write_room_map file)
    get_property(map GLOBAL PROPERTY ROOM_MAP)
    file(WRITE ${file} "${map}")
endfunction()
