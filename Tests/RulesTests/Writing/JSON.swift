/// A JSON value for the tests' inputs; the keys of an object keep their order.
indirect enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number as its text, so that fractions and big numbers stand as they are written.
  case number(String)
  case text(String)
  case array([JSON])
  case object([Member])

  struct Member: Sendable, Equatable {
    var key: String
    var value: JSON
  }

  static func int(_ value: Int) -> JSON { .number(String(value)) }
  static func int(_ value: Int?) -> JSON { value.map { .number(String($0)) } ?? .null }
  static func text(_ value: String?) -> JSON { value.map { .text($0) } ?? .null }

  /// The value of a key of an object.
  subscript(_ key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// The same object with one key set, in place if it is there.
  func setting(_ key: String, _ value: JSON) -> JSON {
    guard case .object(var members) = self else { return self }
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].value = value
    } else {
      members.append(Member(key: key, value: value))
    }
    return .object(members)
  }

  /// The value as compact text.
  var rendered: String {
    var text = ""
    render(into: &text)
    return text
  }

  private func render(into text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let value): text += value
    case .text(let value): text += Self.quoted(value)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.render(into: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        text += Self.quoted(member.key)
        text += ":"
        member.value.render(into: &text)
      }
      text += "}"
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral
{
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .int(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(nilLiteral: ()) { self = .null }
}

extension JSON {
  /// What `data.previous_attributes` of an `updated` event says: the old values of what changed,
  /// hashes with their changed keys alone, arrays whole.
  static func previousAttributes(from old: JSON, to new: JSON) -> JSON {
    guard case .object(let oldMembers) = old, case .object(let newMembers) = new else { return old }
    var changed: [Member] = []
    for member in oldMembers {
      guard let now = new[member.key] else {
        changed.append(member)
        continue
      }
      if now == member.value { continue }
      if case .object = now, case .object = member.value {
        let inner = previousAttributes(from: member.value, to: now)
        changed.append(Member(key: member.key, value: inner))
      } else {
        changed.append(member)
      }
    }
    for member in newMembers where old[member.key] == nil {
      changed.append(Member(key: member.key, value: .null))
    }
    return .object(changed)
  }
}
