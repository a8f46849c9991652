import Command
import Glibc
import Grouping

exit(GroupCommand.run(CommandLine.arguments).rawValue)
