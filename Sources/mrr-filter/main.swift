import Command
import Filtering
import Glibc

exit(FilterCommand.run(CommandLine.arguments).rawValue)
