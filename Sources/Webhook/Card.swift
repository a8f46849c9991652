import Command
import JSONText
import Streams

/// The card: how a webhook stands, for people and as JSON.
enum Card {
  /// One line of it.
  struct Row: Equatable {
    var name: String
    var value: String
    /// Whether somebody should do something about it.
    var isTrouble = false
  }

  /// What is sent.
  static func filter(_ settings: WebhookSettings) -> [Row] {
    [
      Row(name: "Types", value: settings.types?.joined(separator: ", ") ?? "all"),
      Row(name: "Threshold", value: settings.over.map { "over $\($0)" } ?? "none"),
      Row(name: "Rates", value: settings.rates ?? "none"),
    ]
  }

  /// How the endpoint is reached, as far as that is out of the ordinary; secrets are not shown.
  static func connection(_ connection: WebhookSettings.Connection) -> [Row] {
    var rows: [Row] = []
    func add(_ name: String, _ value: String?) {
      if let value { rows.append(Row(name: name, value: value)) }
    }
    add("Secrets", connection.secretFile)
    if !connection.headers.isEmpty {
      let names = connection.headers.map {
        $0.hasPrefix("@") ? $0 : String($0.prefix { $0 != ":" })
      }
      add("Headers", names.joined(separator: ", "))
    }
    add("CA", connection.authorities)
    if !connection.allowed.isEmpty {
      add("Permitted", connection.allowed.joined(separator: ", "))
    }
    add("Proxy", connection.proxy.map { _ in "yes" })
    add("Timeout", connection.timeout)
    return rows
  }

  /// A row as a line; red where it is trouble, if colours are wanted.
  static func line(_ row: Row, colours: Bool = false) -> String {
    let name = "  " + row.name + String(repeating: " ", count: max(1, 15 - row.name.count))
    let value = Printable.escaped(row.value)
    return name + (colours && row.isTrouble ? "\u{1B}[31m\(value)\u{1B}[0m" : value) + "\n"
  }

  /// Whether standard output is for somebody who sees colours (no-color.org).
  static var wantsColours: Bool {
    guard StandardDescriptors.isTerminal(StandardDescriptors.output) else { return false }
    let refusal = Surroundings.variable("NO_COLOR") ?? ""
    return refusal.isEmpty && Surroundings.variable("TERM") != "dumb"
  }
}
