import Command
import Detecting
import Glibc

exit(DetectCommand.run(CommandLine.arguments).rawValue)
