import Command
import JSONText
import Streams

/// The card: how a webhook stands, for people and as JSON.
enum Card {
  /// One line of it.
  struct Row: Equatable {
    /// What its colour says.
    enum Mood: Equatable {
      case plain, good
      /// Somebody should do something about it.
      case trouble
      /// What to do.
      case advice
    }

    var name: String
    var value: String
    var mood = Mood.plain
  }

  /// How it is shown.
  struct Style {
    var hasColours = false
    /// Nil where lines may have any length.
    var columns: Int?

    /// For people at a terminal, for programs elsewhere.
    static var ofOutput: Style {
      Style(
        hasColours: Card.wantsColours,
        columns: StandardDescriptors.columns(of: StandardDescriptors.output))
    }
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

  private static let indent = 17

  /// A row as a line, or as several with the value below itself where it would not fit.
  static func line(_ row: Row, _ style: Style = Style()) -> String {
    let name = "  " + row.name + String(repeating: " ", count: max(1, indent - 2 - row.name.count))
    let lines = broken(Printable.escaped(row.value), columns: style.columns)
    let colour: Int? =
      switch row.mood {
      case .plain: nil
      case .good: 32
      case .trouble: 31
      case .advice: 36
      }
    let margin = String(repeating: " ", count: indent)
    return lines.enumerated().map { index, line in
      let shown = if style.hasColours, let colour { coloured(line, "\(colour)") } else { line }
      return (index == 0 ? name : margin) + shown + "\n"
    }.joined()
  }

  /// The first line of all.
  static func title(_ text: String, isGood: Bool, _ style: Style) -> String {
    (style.hasColours ? coloured(text, isGood ? "1;32" : "1;33") : text) + "\n"
  }

  private static func coloured(_ text: String, _ code: String) -> String {
    "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// `text` in lines that fit behind the names.
  private static func broken(_ text: String, columns: Int?) -> [String] {
    guard let columns, text.count > columns - indent, columns > 2 * indent else { return [text] }
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + word.count + 1 <= columns - indent {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// Whether standard output is for somebody who sees colours (no-color.org).
  static var wantsColours: Bool {
    guard StandardDescriptors.isTerminal(StandardDescriptors.output) else { return false }
    let refusal = Surroundings.variable("NO_COLOR") ?? ""
    return refusal.isEmpty && Surroundings.variable("TERM") != "dumb"
  }
}
