/// A header field that the user adds to every request.
package struct ExtraHeader: Equatable, Sendable {
  /// The field's name and its value, as they are sent.
  package let name: String
  package let value: String

  /// The field in libcurl's form, which writes an empty value as `Name;`.
  var line: String { value.isEmpty ? "\(name);" : "\(name): \(value)" }

  /// Names that are this program's, the connection's, or the proxy's own.
  private static let refusedNames: Set<String> = [
    "host", "transfer-encoding", "connection", "expect", "user-agent", "te", "upgrade",
  ]
  private static let refusedPrefixes = ["content-", "webhook-", "proxy-"]

  /// Reads `Name: value`.
  ///
  /// Throws a sentence that never shows the value, which may be a secret.
  package init(parsing text: String) throws(ExtraHeaderError) {
    guard let colon = text.firstIndex(of: ":") else {
      throw ExtraHeaderError("a header is written 'Name: value'")
    }
    let name = text[..<colon]
    guard !name.isEmpty, name.utf8.allSatisfy({ isTokenByte($0) }) else {
      throw ExtraHeaderError("what stands before the ':' is no header name")
    }
    let lower = name.lowercased()
    if Self.refusedNames.contains(lower) || Self.refusedPrefixes.contains(where: lower.hasPrefix) {
      throw ExtraHeaderError("the header \(name) cannot be set: mrr-post sets it itself")
    }
    let blanks: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var value = text[text.index(after: colon)...].utf8.drop(while: blanks)
    while let last = value.last, blanks(last) { value.removeLast() }
    guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw ExtraHeaderError("the value of \(name) holds a control character")
    }
    self.name = String(name)
    self.value = String(Substring(value))
  }

  /// Reads a file of headers, one a line; blank lines and those that start with `#` say nothing.
  ///
  /// The error names the line.
  package static func list(
    parsing text: String
  ) throws(ExtraHeaderError) -> [ExtraHeader] {
    var list: [ExtraHeader] = []
    for (index, line) in text.lines.enumerated() where !line.isBlankOrComment {
      do throws(ExtraHeaderError) {
        list.append(try ExtraHeader(parsing: line))
      } catch {
        throw ExtraHeaderError("line \(index + 1): \(error.message)")
      }
    }
    return list
  }
}

/// Why a text is no header that may be added: a sentence.
package struct ExtraHeaderError: Error, Equatable {
  /// What is wrong, and with which text.
  package var message: String
  init(_ message: String) { self.message = message }
}

extension String {
  /// The lines of a small file, without their ends, `\n` or `\r\n`.
  var lines: [String] {
    utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0))
    }
  }

  /// Whether a line of a small file says nothing.
  var isBlankOrComment: Bool {
    let first = utf8.first { $0 != 0x20 && $0 != 0x09 }
    return first == nil || first == UInt8(ascii: "#")
  }
}
