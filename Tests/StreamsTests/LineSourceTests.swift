import Foundation
import Glibc
import JSONText
import Streams
import TestSupport
import Testing

/// What a source gave, as text: a line with its number, a piece of an over-long line, an end.
private enum Given: Equatable, CustomStringConvertible {
  case line(Int, String)
  case excess(Int, String)

  var description: String {
    switch self {
    case .line(let number, let text): "\(number): \(text)"
    case .excess(let number, let text): "\(number)! \(text)"
    }
  }
}

/// Feeds `chunks` through a pipe, one `read(2)` each, and collects what comes out.
private func lines(
  of chunks: [[UInt8]], maxLine: Int = 1000, readSize: Int = 256 * 1024
) throws -> [Given] {
  var ends: [Int32] = [-1, -1]
  try #require(pipe(&ends) == 0)
  var source = LineSource(
    FileDescriptor(adopting: ends[0]), name: "pipe", maxLine: maxLine, readSize: readSize)
  var feed: FileDescriptor? = FileDescriptor(adopting: ends[1])
  var rest = chunks[...]
  var given: [Given] = []
  var excess = ""
  while true {
    switch source.nextLine() {
    case .line(let range):
      given.append(.line(source.lineNumber, text(source.buffer, range)))
      try checkPadding(source.buffer, range)
    case .excess(let range, let isFirst, let isLast):
      #expect(isFirst == excess.isEmpty)
      excess += text(source.buffer, range)
      if isLast {
        given.append(.excess(source.lineNumber, excess))
        excess = ""
      }
    case .more:
      if let chunk = rest.popFirst() {
        #expect(write(ends[1], chunk, chunk.count) == chunk.count)
      } else {
        feed = nil
      }
      _ = try source.fill()
    case .end:
      #expect(feed == nil && rest.isEmpty)
      return given
    }
  }
}

private func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
  String(decoding: bytes[range], as: UTF8.self)
}

/// A control character and readable bytes stand behind every line: what the scanner relies on.
private func checkPadding(_ bytes: [UInt8], _ range: Range<Int>) throws {
  try #require(range.upperBound + Padding.length <= bytes.count)
  #expect(bytes[range.upperBound] < 0x20)
}

@Suite struct LineSourceTests {
  private static let inputs: [(String, [Given])] = [
    ("", []),
    ("\n", []),
    ("a", [.line(1, "a")]),
    ("a\n", [.line(1, "a")]),
    ("a\nb", [.line(1, "a"), .line(2, "b")]),
    ("a\n\n \t\r\nb\n", [.line(1, "a"), .line(4, "b")]),
    ("a\r\nb\r\n", [.line(1, "a\r"), .line(2, "b\r")]),
    (" a\n", [.line(1, " a")]),
    ("   ", []),
    ("\u{FEFF}a\n", [.line(1, "a")]),
    ("\u{FEFF}", []),
    ("\u{FEFF}\u{FEFF}a", [.line(1, "\u{FEFF}a")]),
    ("a\n\u{FEFF}b\n", [.line(1, "a"), .line(2, "\u{FEFF}b")]),
    ("\u{FEFE}a", [.line(1, "\u{FEFE}a")]),
    ("ab\ncde\nfghi\n", [.line(1, "ab"), .line(2, "cde"), .line(3, "fghi")]),
    ("1234567890\nab\n", [.line(1, "1234567890"), .line(2, "ab")]),
    ("12345678901\nab\n", [.excess(1, "12345678901"), .line(2, "ab")]),
    ("ab\n1234567890123456789012345", [.line(1, "ab"), .excess(2, "1234567890123456789012345")]),
    (
      "12345678901\n\n12345678901\nc",
      [.excess(1, "12345678901"), .excess(3, "12345678901"), .line(4, "c")]
    ),
  ]

  /// Wherever a read may cut the input, in up to three pieces: the lines are the same.
  @Test(arguments: inputs)
  fileprivate func everyBoundary(_ input: String, _ expected: [Given]) throws {
    let bytes = [UInt8](input.utf8)
    for first in 0...bytes.count {
      for second in first...bytes.count {
        let chunks = [bytes[..<first], bytes[first..<second], bytes[second...]]
        let given = try lines(of: chunks.map(Array.init).filter { !$0.isEmpty }, maxLine: 10)
        #expect(given == expected, "cut at \(first) and \(second)")
      }
    }
  }

  /// However small the buffer is.
  @Test(arguments: [1, 2, 3, 5, 16])
  func everyReadSize(_ readSize: Int) throws {
    for (input, expected) in Self.inputs where !input.isEmpty {
      let given = try lines(of: [[UInt8](input.utf8)], maxLine: 10, readSize: readSize)
      #expect(given == expected)
    }
  }

  /// The first read is a small one: what does not fit into it comes with the next.
  @Test(arguments: [16_383, 16_384, 16_385, 40_000, 300_000, 600_000])
  func longLines(_ count: Int) throws {
    let folder = try TemporaryFolder("lines")
    let texts = [
      "a", String(repeating: "b", count: count - 3), "c", String(repeating: "d", count: 9),
    ]
    let path = try folder.file("in", texts.joined(separator: "\n") + "\n")
    var source = LineSource(
      try FileDescriptor(opening: path, for: .reading), name: path, maxLine: 1 << 20)
    var given: [String] = []
    while true {
      let event = source.nextLine()
      if case .end = event { break }
      if case .line(let range) = event { given.append(text(source.buffer, range)) }
      if case .more = event { _ = try source.fill() }
    }
    #expect(given == texts)
    #expect(source.bytesRead == count + 12)
  }

  /// A line that never ends is given in pieces, and the buffer stays small.
  @Test func boundedMemory() throws {
    var source = LineSource(
      try FileDescriptor(opening: "/dev/zero", for: .reading), name: "/dev/zero", maxLine: 1 << 16,
      readSize: 1 << 12)
    var pieces = 0
    while source.bytesRead < 1 << 24 {
      switch source.nextLine() {
      case .excess(_, let isFirst, let isLast):
        #expect(isFirst == (pieces == 0) && !isLast)
        pieces += 1
      case .more: #expect(try source.fill() == .data)
      default: Issue.record("a line without end was given")
      }
      #expect(source.buffer.count <= 1 << 17)
    }
    #expect(pieces > 1000)
    #expect(source.lineNumber == 1)
  }

  /// A record grows line by line, stays in one piece, and can be left again in its middle.
  @Test func extending() throws {
    for readSize in [1, 2, 3, 7, 100] {
      var source = try source(of: "x\n{\n\n \"a\": 1\r\n}\n{ 2 }", readSize: readSize)
      #expect(try next(&source) == "x")
      #expect(try next(&source) == "{")
      #expect(try extend(&source) == "{\n")
      #expect(try extend(&source) == "{\n\n \"a\": 1\r")
      #expect(try extend(&source) == "{\n\n \"a\": 1\r\n}")
      #expect(source.lineNumber == 5)
      #expect(try extend(&source) == "{\n\n \"a\": 1\r\n}\n{ 2 }")
      #expect(try extend(&source) == nil)
      source.resume(at: source.record.lowerBound + 3, line: 4)
      #expect(try next(&source) == " \"a\": 1\r")
      #expect(source.lineNumber == 4)
      #expect(try next(&source) == "}")
      #expect(try next(&source) == "{ 2 }")
      #expect(source.lineNumber == 6)
      #expect(try next(&source) == nil)
    }
  }

  /// A record that would become too long is given back as it was; the line that was too much is
  /// the next one.
  @Test func extendingTooFar() throws {
    var source = try source(of: "{\n12345\n678\n", readSize: 4, maxLine: 10)
    #expect(try next(&source) == "{")
    #expect(try extend(&source) == "{\n12345")
    var event = source.extendRecord()
    while event == .more {
      _ = try source.fill()
      event = source.extendRecord()
    }
    #expect(event == .excess(source.record, isFirst: true, isLast: true))
    #expect(text(source.buffer, source.record) == "{\n12345")
    #expect(try next(&source) == "678")
    #expect(source.lineNumber == 3)
  }

  private func source(
    of text: String, readSize: Int, maxLine: Int = 1000
  ) throws -> LineSource {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let bytes = [UInt8](text.utf8)
    try #require(write(ends[1], bytes, bytes.count) == bytes.count)
    try #require(close(ends[1]) == 0)
    return LineSource(
      FileDescriptor(adopting: ends[0]), name: "pipe", maxLine: maxLine, readSize: readSize)
  }

  private func next(_ source: inout LineSource) throws -> String? {
    while true {
      switch source.nextLine(keepingBlank: true) {
      case .line(let range): return text(source.buffer, range)
      case .more: _ = try source.fill()
      case .end: return nil
      case .excess: Issue.record("no line is too long")
      }
    }
  }

  private func extend(_ source: inout LineSource) throws -> String? {
    while true {
      switch source.extendRecord() {
      case .line(let range): return text(source.buffer, range)
      case .more: _ = try source.fill()
      case .end: return nil
      case .excess: Issue.record("no record is too long")
      }
    }
  }

  /// What cannot be read is an error with its sentence.
  @Test func unreadable() throws {
    var source = LineSource(
      try FileDescriptor(opening: "/", for: .reading), name: "/", maxLine: 10)
    #expect(throws: Errno.isDirectory) { try source.fill() }
    #expect(Errno.isDirectory.description == "Is a directory")
  }
}
