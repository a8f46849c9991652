import Command
import Glibc
import Posting

exit(PostCommand.run(CommandLine.arguments).rawValue)
