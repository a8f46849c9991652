/// How messages show a URL that may hold secrets, or anything.
package enum ShownURL {
  /// How much of a URL is shown, in bytes; servers may answer with a longer one.
  static let maximumLength = 300

  /// The URL with its query and fragment as `?…` and `#…`, without user information, control
  /// characters and other bytes outside of ASCII escaped.
  package static func text(of url: String) -> String {
    var rest = url[...]
    var end = ""
    if let cut = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) {
      end = "\(rest[cut])…"
      rest = rest[..<cut]
    }
    if let slashes = rest.range(ofSlashes: ()) {
      let authorityEnd = rest[slashes...].firstIndex(of: "/") ?? rest.endIndex
      if let at = rest[slashes..<authorityEnd].lastIndex(of: "@") {
        rest = rest[..<slashes] + rest[rest.index(after: at)...]
      }
    }
    if rest.utf8.count > maximumLength {
      rest = Substring(rest.utf8.prefix(maximumLength))
      end = "…"
    }
    return escaped(rest) + end
  }

  /// The text with everything escaped that could change a terminal or a line.
  static func escaped(_ text: Substring) -> String {
    var result = ""
    for byte in text.utf8 {
      if (0x20..<0x7F).contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}

extension Substring {
  /// Behind the first `//`, where an authority begins; nil if there is none.
  fileprivate func range(ofSlashes: Void) -> Index? {
    var previous: Character?
    for index in indices {
      if self[index] == "/", previous == "/" { return self.index(after: index) }
      previous = self[index]
    }
    return nil
  }
}
