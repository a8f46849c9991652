import JSONText

/// A settings file's contents: what is known, and the members that are not, as they were written.
struct SettingsDocument: Equatable {
  var settings = WebhookSettings()
  /// `"key": value`, byte for byte.
  var unknown: [[UInt8]] = []

  /// Nothing at all: what a file that is not there says.
  init() {}

  /// Reads a file; throws why it is not one of ours.
  init(reading text: [UInt8]) throws(SettingsFault) {
    let padded = Padding.padded(text)
    var reader = SettingsReader()
    try reader.read(padded.span, 0..<text.count)
    self = reader.document
  }

  /// The file's text: an object, a member a line.
  var text: [UInt8] {
    var members: [[UInt8]] = []
    for key in SettingsKey.allCases {
      guard let value = value(of: key) else { continue }
      var member = LineBuffer()
      member.append(string: key.rawValue)
      member.append(": ")
      member.append(value.bytes)
      members.append(member.bytes)
    }
    members += unknown
    var text = LineBuffer()
    if members.isEmpty { return [UInt8]("{}\n".utf8) }
    text.append("{")
    for (index, member) in members.enumerated() {
      text.append(index > 0 ? ",\n  " : "\n  ")
      text.append(member)
    }
    text.append("\n}\n")
    return text.bytes
  }

  private func value(of key: SettingsKey) -> LineBuffer? {
    let connection = settings.connection
    return switch key {
    case .enabled: settings.isOn ? Self.literal("true") : nil
    case .url: Self.string(settings.url)
    case .types: settings.types.flatMap(Self.list)
    case .over: settings.over.flatMap { Self.isNumber($0) ? Self.literal($0) : Self.string($0) }
    case .rates: Self.string(settings.rates)
    case .secretFile: Self.string(connection.secretFile)
    case .queue: Self.string(settings.queue)
    case .ca: Self.string(connection.authorities)
    case .allowNet: Self.list(connection.allowed)
    case .headers: Self.list(connection.headers)
    case .proxy: Self.string(connection.proxy)
    case .timeout: Self.string(connection.timeout)
    }
  }

  private static func literal(_ text: String) -> LineBuffer {
    var value = LineBuffer()
    value.append(text)
    return value
  }

  private static func string(_ text: String?) -> LineBuffer? {
    guard let text else { return nil }
    var value = LineBuffer()
    value.append(string: text)
    return value
  }

  private static func list(_ texts: [String]) -> LineBuffer? {
    if texts.isEmpty { return nil }
    var value = LineBuffer()
    for (index, text) in texts.enumerated() {
      value.append(index > 0 ? ", " : "[")
      value.append(string: text)
    }
    value.append("]")
    return value
  }

  /// Whether a text is a number to JSON.
  static func isNumber(_ text: String) -> Bool {
    let bytes = [UInt8](text.utf8)
    let padded = Padding.padded(bytes)
    var found: [JSONFound] = []
    let scanner = JSONScanner(JSONSelection())
    guard (try? scanner.scan(padded.span, 0..<bytes.count, into: &found)) != nil else {
      return false
    }
    return found[0].kind == .number
  }
}

/// Why a file holds no settings, and where.
struct SettingsFault: Error, Equatable {
  /// In bytes from the file's beginning.
  var offset: Int
  var reason: String
}
