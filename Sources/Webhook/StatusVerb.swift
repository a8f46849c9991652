import Command
import JSONText
import Streams

/// `mrr-webhook status`: the card.
enum StatusVerb {
  static let command = WebhookCommand.verb(
    "status", "shows the card: whether it is enabled, where to, and how it goes",
    [
      "With a queue it says what waits and what was given up, too; the status is 1 if anything was "
        + "given up, or waits for longer than --max-age, or the settings cannot be used: for a "
        + "monitor."
    ],
    examples: [
      Example("mrr-webhook status", "for people"),
      Example("mrr-webhook status --json --max-age 15m > /dev/null || page-me", "for a monitor"),
    ],
    options: [
      .flag("json", nil, "one JSON object", set: { $0.wantsJSON = true }),
      .value(
        "max-age", nil, "DURATION", "how long a notification may wait; 1h unless told",
        set: { (options, text) throws(UsageError) in
          options.maxAgeMilliseconds = try OptionValue.milliseconds(text)
        }),
    ]
  ) { (session, options) throws(Ending) in
    let settings = try WebhookCommand.calling { () throws(Failure) in
      try SettingsFile(named: options.settings).load().settings
    }
    var queue: QueueCard?
    if let path = settings.queue {
      queue = try WebhookCommand.calling { () throws(Failure) in try QueueCard(at: path) }
    }
    let now = Clock.unixMilliseconds()
    let fault = settings.target == nil ? nil : fault(of: settings, session)
    let isTrouble = fault != nil || queue?.isTrouble(options.maxAgeMilliseconds, at: now) ?? false
    if options.wantsJSON {
      try WebhookCommand.say(json(settings, fault, queue, isTrouble), session)
    } else {
      var rows = queue?.rows(options.maxAgeMilliseconds, at: now) ?? []
      if let fault {
        rows.insert(Card.Row(name: "Fault", value: fault, mood: .trouble), at: 0)
      }
      let advice =
        advice(settings, fault, options)
        ?? queue?.advice(options.maxAgeMilliseconds, at: now, options)
      if let advice { rows.append(Card.Row(name: "Next", value: advice, mood: .advice)) }
      try WebhookCommand.say(text(settings, rows), session)
    }
    if isTrouble { throw .ended(.incomplete) }
  }

  /// Why `run` could not work with these settings, in the words of the stage that refuses them.
  private static func fault(of settings: WebhookSettings, _ session: Session) -> String? {
    do throws(Ending) {
      try Judge.filter(settings, session)
      try Judge.connection(settings, session)
      return nil
    } catch .failed(let failure) {
      return failure.message
    } catch {
      return "the settings are refused"
    }
  }

  /// What to do about the settings; nil where there is nothing.
  private static func advice(
    _ settings: WebhookSettings, _ fault: String?, _ options: WebhookOptions
  ) -> String? {
    if settings.target == nil { return "\(options.line("enable")) URL" }
    if fault == nil { return nil }
    return "\(options.line("settings")), or enable, with what the fault is about"
  }

  private static func text(_ settings: WebhookSettings, _ queue: [Card.Row]) -> String {
    let style = Card.Style.ofOutput
    var rows: [Card.Row] = []
    if let url = settings.url { rows.append(Card.Row(name: "URL", value: Host.shown(url))) }
    rows += Card.filter(settings) + Card.connection(settings.connection) + queue
    let isEnabled = settings.target != nil
    let title = isEnabled ? "Webhook enabled" : "Webhook disabled"
    return Card.title(title, isGood: isEnabled, style)
      + rows.map { Card.line($0, style) }.joined()
  }

  private static func json(
    _ settings: WebhookSettings, _ fault: String?, _ queue: QueueCard?, _ isTrouble: Bool
  ) -> String {
    var text = LineBuffer()
    func append(_ key: String, _ value: String?) {
      text.append(",\"\(key)\":")
      if let value { text.append(string: value) } else { text.append("null") }
    }
    text.append("{\"enabled\":\(settings.target != nil)")
    append("url", settings.url.map(Host.shown))
    text.append(",\"types\":")
    if let types = settings.types {
      for (index, type) in types.enumerated() {
        text.append(index == 0 ? "[" : ",")
        text.append(string: type)
      }
      text.append("]")
    } else {
      text.append("null")
    }
    append("over", settings.over)
    append("rates", settings.rates)
    text.append(",\"queue\":")
    if let queue { queue.append(to: &text) } else { text.append("null") }
    append("fault", fault)
    text.append(",\"ok\":\(!isTrouble)}\n")
    return String(decoding: text.bytes, as: UTF8.self)
  }
}
