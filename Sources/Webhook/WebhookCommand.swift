package import Command
import JSONText

/// The command `mrr-webhook`: the card of one webhook.
///
/// It imports no stage. What a stage knows (which types there are, which URLs are good) it asks the
/// stage; what runs are the stages' own programs.
package enum WebhookCommand {
  static let name = "mrr-webhook"

  private static let suite = Suite(
    name: name,
    summary: "keeps a webhook: enable it, test it, choose what it sends, run it",
    description: [
      "A webhook is a URL and what is sent to it; both stand in a settings file. With a webhook "
        + "enabled, mrr-webhook run reads notifications, as mrr-detect writes them, and sends "
        + "them: it starts mrr-filter, mrr-group and mrr-post with what the settings say.",
      "Keys of the settings file: enabled, url, types, over, rates, secret_file, queue, ca, "
        + "allow_net, headers, proxy, timeout. Others are kept.",
    ],
    examples: [
      Example("mrr-webhook enable https://hooks.example.com/mrr", "begin"),
      Example("mrr-webhook test", "send a test payload to it"),
      Example("mrr-webhook settings --over 100 --types new,churn", "choose what is sent"),
      Example("mrr-detect events.jsonl | mrr-webhook run", "send every movement"),
      Example("mrr-webhook status", "how it stands"),
      Example("mrr-webhook disable", "end: the URL and the settings are removed"),
    ],
    commands: [
      EnableVerb.command, TestVerb.command, SettingsVerb.command, StatusVerb.command,
      RunVerb.command, DisableVerb.command,
    ])

  /// Runs it; `arguments` begin with the program's own name.
  package static func run(_ arguments: [String]) -> ExitStatus { suite.run(arguments) }

  /// One command that reads no input.
  static func verb(
    _ name: String, _ summary: String, _ description: [String], operands: [String] = [],
    examples: [Example], options: [Option<WebhookOptions>],
    body: @escaping @Sendable (Session, WebhookOptions) throws(Ending) -> Void
  ) -> Suite.Command {
    Suite.Command(
      Program(
        name: Self.name, command: name, summary: summary, description: description,
        operands: operands, takesInputs: false, examples: examples,
        options: options + WebhookOptions.place,
        common: CommonOptions.table(only: ["help", "version"]), defaults: WebhookOptions()),
      body: body)
  }

  /// Does what may fail before anything has begun.
  static func calling<Value: ~Copyable>(_ body: () throws(Failure) -> Value) throws(Ending) -> Value
  {
    do throws(Failure) { return try body() } catch { throw .failed(error) }
  }

  /// Prints `text`, which ends with a line end, on standard output.
  static func say(_ text: String, _ session: Session) throws(Ending) {
    try session.open()
    var output = Output()
    output.lines.append(text)
    try session.flush(&output)
  }
}
