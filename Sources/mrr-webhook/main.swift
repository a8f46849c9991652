import Command
import Glibc
import Webhook

exit(WebhookCommand.run(CommandLine.arguments).rawValue)
