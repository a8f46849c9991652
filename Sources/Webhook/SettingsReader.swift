import JSONText

/// Reads the members of one file; of a key given twice the last one counts.
struct SettingsReader {
  /// What was read so far.
  private(set) var document = SettingsDocument()

  private static let elementField = UInt16(SettingsKey.allCases.count + 1)
  private static let scanner: JSONScanner = {
    var selection = JSONSelection()
    for (index, key) in SettingsKey.allCases.enumerated() {
      let inside = selection.pick(key.rawValue, as: UInt16(index + 1), in: selection.root)
      selection.pickElements(as: elementField, in: inside)
    }
    selection.reportUnknown(in: selection.root)
    return JSONScanner(selection)
  }()

  mutating func read(_ bytes: Span<UInt8>, _ text: Range<Int>) throws(SettingsFault) {
    var found: [JSONFound] = []
    do throws(JSONError) {
      try Self.scanner.scan(bytes, text, into: &found)
    } catch {
      throw SettingsFault(offset: error.offset, reason: error.reason)
    }
    guard found[0].kind == .object else {
      throw SettingsFault(offset: Int(found[0].start), reason: "expected an object")
    }
    for index in found.indices where found[index].parent == 0 {
      let member = found[index]
      if member.field == JSONSelection.unknownField {
        var kept = LineBuffer()
        kept.append(bytes, Int(member.keyStart)..<Int(member.end))
        document.unknown.append(kept.bytes)
      } else {
        let key = SettingsKey.allCases[Int(member.field) - 1]
        let inside = found[(index + 1)..<Int(member.next)]
        try take(key, member, inside, bytes)
      }
    }
  }

  private mutating func take(
    _ key: SettingsKey, _ found: JSONFound, _ inside: ArraySlice<JSONFound>, _ bytes: Span<UInt8>
  ) throws(SettingsFault) {
    switch key {
    case .enabled:
      switch found.kind {
      case .true: document.settings.isOn = true
      case .false, .null: document.settings.isOn = false
      default: throw fault(key, "expected true or false", found)
      }
    case .url: document.settings.url = try text(key, found, bytes)
    case .types:
      let types = try list(key, found, inside, bytes)
      if found.kind == .array && types.isEmpty {
        throw fault(key, "expected at least one type (leave the key out for all)", found)
      }
      document.settings.types = types.isEmpty ? nil : types
    case .over:
      if found.kind == .number {
        var number = LineBuffer()
        number.append(bytes, found.range)
        document.settings.over = String(decoding: number.bytes, as: UTF8.self)
      } else {
        document.settings.over = try text(key, found, bytes)
      }
    case .rates: document.settings.rates = try text(key, found, bytes)
    case .secretFile: document.settings.connection.secretFile = try text(key, found, bytes)
    case .queue: document.settings.queue = try text(key, found, bytes)
    case .ca: document.settings.connection.authorities = try text(key, found, bytes)
    case .allowNet:
      document.settings.connection.allowed = try list(key, found, inside, bytes)
    case .headers: document.settings.connection.headers = try list(key, found, inside, bytes)
    case .proxy: document.settings.connection.proxy = try text(key, found, bytes)
    case .timeout: document.settings.connection.timeout = try text(key, found, bytes)
    }
  }

  private func text(
    _ key: SettingsKey, _ found: JSONFound, _ bytes: Span<UInt8>
  ) throws(SettingsFault) -> String? {
    if found.kind == .null { return nil }
    guard let text = JSONValue.text(bytes, found), !text.isEmpty else {
      throw fault(key, "expected a text", found)
    }
    try refuseControls(text, key, found)
    return String(decoding: text, as: UTF8.self)
  }

  private func list(
    _ key: SettingsKey, _ found: JSONFound, _ inside: ArraySlice<JSONFound>, _ bytes: Span<UInt8>
  ) throws(SettingsFault) -> [String] {
    if found.kind == .null { return [] }
    guard found.kind == .array else { throw fault(key, "expected a list of texts", found) }
    var texts: [String] = []
    for element in inside {
      guard let text = JSONValue.text(bytes, element), !text.isEmpty else {
        throw fault(key, "expected a list of texts", element)
      }
      try refuseControls(text, key, element)
      texts.append(String(decoding: text, as: UTF8.self))
    }
    return texts
  }

  /// A line end would make two headers of one, or another URL.
  private func refuseControls(
    _ text: [UInt8], _ key: SettingsKey, _ found: JSONFound
  ) throws(SettingsFault) {
    if text.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
      throw fault(key, "holds a control character", found)
    }
  }

  private func fault(_ key: SettingsKey, _ reason: String, _ found: JSONFound) -> SettingsFault {
    SettingsFault(offset: Int(found.start), reason: "\(key.rawValue): \(reason)")
  }
}
