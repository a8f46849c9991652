import Command

/// `mrr-webhook disable`: nothing is sent any more.
enum DisableVerb {
  static let command = WebhookCommand.verb(
    "disable", "removes the URL and the settings; nothing more is sent",
    [
      "A pipe that is running under mrr-webhook run notices within half a second, and stops. The "
        + "queue's path and keys that are not known here stay in the file."
    ],
    examples: [Example("mrr-webhook disable", "end")],
    options: []
  ) { (session, options) throws(Ending) in
    let file = try WebhookCommand.calling { () throws(Failure) in
      try SettingsFile(named: options.settings)
    }
    let saved = try WebhookCommand.calling { () throws(Failure) in try file.load().settings }
    if saved != saved.disabled {
      try file.update { (document) throws(Ending) in
        document.settings = document.settings.disabled
      }
    }
    try WebhookCommand.say("Webhook disabled\n", session)
  }
}
