/// norekey: the one program: daemon and command line.
#include "app/command_line.hpp"

int main(int argc, char** argv) { return norekey::app::run_command_line(argc, argv); }
