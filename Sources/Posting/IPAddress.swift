/// An IPv4 or IPv6 address.
package enum IPAddress: Hashable, Sendable {
  case v4(UInt32)
  case v6(UInt128)

  /// Reads a dotted quad, or an IPv6 address as RFC 4291 (section 2.2) writes it, without brackets
  /// and zone.
  ///
  /// Every other way of writing a number is nil: `127.1`, `0x7f.0.0.1` and `010.0.0.1` mean
  /// different addresses to different readers.
  package init?(_ text: String) {
    if let quad = Self.dottedQuad(text[...]) {
      self = .v4(quad)
    } else if let groups = Self.groups(text) {
      self = .v6(groups.reduce(0) { $0 << 16 | UInt128($1) })
    } else {
      return nil
    }
  }

  /// An IPv4 address in IPv6's clothes (`::ffff:a.b.c.d`) is the IPv4 address that is dialled.
  package var unmapped: IPAddress {
    if case .v6(let bits) = self, bits >> 32 == 0xFFFF {
      return .v4(UInt32(truncatingIfNeeded: bits))
    }
    return self
  }

  private static func dottedQuad(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      let isPlain = part == "0" || (1...3).contains(part.utf8.count) && part.first != "0"
      guard isPlain, part.utf8.allSatisfy({ isDigit($0) }), let byte = UInt8(part) else {
        return nil
      }
      bits = bits << 8 | UInt32(byte)
    }
    return bits
  }

  /// The eight groups of an IPv6 address.
  private static func groups(_ text: String) -> [UInt16]? {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    if halves.count == 1 {
      guard let all = groupList(text[...], mayEndInQuad: true) else { return nil }
      return all.count == 8 ? all : nil
    }
    guard halves.count == 2,
      let head = groupList(halves[0], mayEndInQuad: false),
      let tail = groupList(halves[1], mayEndInQuad: true),
      head.count + tail.count <= 7
    else { return nil }
    return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
  }

  private static func groupList(_ text: Substring, mayEndInQuad: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (place, part) in parts.enumerated() {
      if mayEndInQuad, place == parts.count - 1, let quad = dottedQuad(part) {
        groups += [UInt16(quad >> 16), UInt16(truncatingIfNeeded: quad)]
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ isHexDigit($0) }),
          let group = UInt16(part, radix: 16)
        else { return nil }
        groups.append(group)
      }
    }
    return groups
  }
}

extension IPAddress: CustomStringConvertible {
  /// The dotted quad, or the one form of an IPv6 address that RFC 5952 recommends.
  package var description: String {
    switch self {
    case .v4(let bits):
      return [24, 16, 8, 0].map { String(bits >> UInt32($0) & 255) }.joined(separator: ".")
    case .v6(let bits):
      if case .v4 = unmapped { return "::ffff:\(unmapped)" }
      let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * UInt128($0))) }
      let zeros = Self.longestZeros(groups)
      let text = groups.map { String($0, radix: 16) }
      if zeros.count < 2 { return text.joined(separator: ":") }
      return text[..<zeros.lowerBound].joined(separator: ":") + "::"
        + text[zeros.upperBound...].joined(separator: ":")
    }
  }

  /// The first of the longest runs of zeros.
  private static func longestZeros(_ groups: [UInt16]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > best.count { best = start..<index }
      start = index + 1
    }
    return best
  }
}
