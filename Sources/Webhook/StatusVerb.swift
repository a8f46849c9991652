import Command
import JSONText

/// `mrr-webhook status`: the card.
enum StatusVerb {
  static let command = WebhookCommand.verb(
    "status", "shows the card: whether it is enabled, where to, and what is sent",
    [],
    examples: [
      Example("mrr-webhook status", "for people"),
      Example("mrr-webhook status --json | jq .enabled", "for programs"),
    ],
    options: [
      .flag("json", nil, "one JSON object", set: { $0.wantsJSON = true })
    ]
  ) { (session, options) throws(Ending) in
    let settings = try WebhookCommand.calling { () throws(Failure) in
      try SettingsFile(named: options.settings).load().settings
    }
    if options.wantsJSON {
      try WebhookCommand.say(json(settings), session)
    } else {
      try WebhookCommand.say(text(settings), session)
    }
  }

  private static func text(_ settings: WebhookSettings) -> String {
    let colours = Card.wantsColours
    var rows: [Card.Row] = []
    if let url = settings.url { rows.append(Card.Row(name: "URL", value: Host.shown(url))) }
    rows += Card.filter(settings) + Card.connection(settings.connection)
    let isEnabled = settings.target != nil
    let title = isEnabled ? "Webhook enabled" : "Webhook disabled"
    let bold = colours ? "\u{1B}[1;\(isEnabled ? 32 : 33)m\(title)\u{1B}[0m" : title
    return bold + "\n" + rows.map { Card.line($0, colours: colours) }.joined()
  }

  private static func json(_ settings: WebhookSettings) -> String {
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
    text.append("}\n")
    return String(decoding: text.bytes, as: UTF8.self)
  }
}
