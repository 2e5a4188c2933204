// SPDX-License-Identifier: MIT
//
// usage: seedBlobs FOLDER CONFIGURATION...
// Compiles each configuration into the folder, under its own name.
#include "configurationTools.h"
#include "error.h"

#include <filesystem>
#include <iostream>

int main(int argc, char** argv)
{
    try {
        const std::filesystem::path folder = argv[1];
        for (int i = 2; i < argc; i++) {
            const std::filesystem::path source = argv[i];
            sysmon::compileConfiguration(source, folder / source.stem());
        }
    } catch (const sysmon::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
