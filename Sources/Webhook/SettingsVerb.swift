import Command
import Streams

/// `mrr-webhook settings`: what is sent.
enum SettingsVerb {
  static let command = WebhookCommand.verb(
    "settings", "shows or changes which notifications are sent",
    [
      "Unless told, all seven types are sent, and there is no threshold. What is not given stays "
        + "as it is. A pipe that is running takes a change when it gets SIGHUP."
    ],
    examples: [
      Example("mrr-webhook settings", "show them"),
      Example("mrr-webhook settings --over 100 --types new,churn", "change them"),
      Example("mrr-webhook settings --over none --types all", "send everything again"),
    ],
    options: WebhookOptions.filtering
  ) { (session, options) throws(Ending) in
    let file = try WebhookCommand.calling { () throws(Failure) in
      try SettingsFile(named: options.settings)
    }
    var settings = try WebhookCommand.calling { () throws(Failure) in
      let saved = try file.load().settings
      return try changed(saved, by: options)
    }
    if options.types != nil || options.over != nil || options.rates != nil {
      try Judge.filter(settings, session)
      try file.update { (document) throws(Ending) in
        settings = try WebhookCommand.calling { () throws(Failure) in
          try changed(document.settings, by: options)
        }
        document.settings = settings
      }
    }
    let lines = Card.filter(settings).map { Card.line($0, .ofOutput) }
    try WebhookCommand.say(lines.joined(), session)
  }

  private static func changed(
    _ saved: WebhookSettings, by options: WebhookOptions
  ) throws(Failure) -> WebhookSettings {
    var settings = saved
    if let types = options.types { settings.types = types.value }
    if let over = options.over { settings.over = over.value }
    if let rates = options.rates { settings.rates = try rates.value.map(ratesFile) }
    return settings
  }

  private static func ratesFile(_ text: String) throws(Failure) -> String {
    let address: Address
    do throws(UsageError) {
      address = try OptionValue.address(text)
    } catch {
      throw Failure(.usage, "--rates: \(error.message)")
    }
    guard case .file(let path) = address else {
      throw Failure(.usage, "--rates: \(text) cannot be saved: name a file")
    }
    return try SettingsFile.absolute(path)
  }
}
