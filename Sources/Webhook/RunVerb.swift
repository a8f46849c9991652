import Command

/// `mrr-webhook run`: the pipe of the stages, with the settings as their options.
enum RunVerb {
  static let command = Suite.Command(
    Program(
      name: WebhookCommand.name, command: "run",
      summary: "reads notifications, and sends them as the settings say",
      description: [
        "Starts mrr-filter, mrr-group and mrr-post as one pipe, each beside mrr-webhook or in PATH, "
          + "and hands on its input, a line at a time. The receipts of mrr-post are its output; the "
          + "worst of their statuses is its status. They call their input <stdin>. Without a queue, what "
          + "was not delivered goes to --rejects, too, and can be fed again.",
        "SIGHUP lets the pipe finish what it has, and starts it anew with the settings as they are "
          + "then. A webhook that is disabled meanwhile is noticed within half a second: nothing "
          + "more is sent, and the status is 69. If none is enabled, nothing is read, and the "
          + "status is 69.",
        "With --summary each of the stages gives a line of counts, too.",
      ],
      examples: [
        Example("mrr-detect events.jsonl | mrr-webhook run", "send every movement"),
        Example(
          "mrr-webhook run --rejects failed.jsonl movements.jsonl", "keep what was not delivered"),
      ],
      options: WebhookOptions.place,
      common: CommonOptions.table(
        only: ["rejects", "quiet", "summary", "progress", "help", "version"]),
      defaults: WebhookOptions())
  ) { (session, options) throws(Ending) in
    let file = try WebhookCommand.calling { () throws(Failure) in
      try SettingsFile(named: options.settings)
    }
    let settings = try WebhookCommand.calling { () throws(Failure) in try file.load().settings }
    guard settings.target != nil else {
      throw .failed(
        Failure(
          .unavailable,
          "no webhook is enabled in \(file.path), so nothing was read: "
            + "\(WebhookCommand.name) enable URL"))
    }
    var run = try PipelineRun(session, file, settings)
    try run.run()
  }
}
