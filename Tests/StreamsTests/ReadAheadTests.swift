import Foundation
import JSONText
import Streams
import TestSupport
import Testing

/// "Scans" a line: its first byte and its length are what is found and noted; lines that begin with `!` are no
/// texts.
private struct FirstByte: LineScan {
  mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int,
    notes: inout [ScanNote]
  ) -> (count: Int, sort: Int)? {
    precondition(bytes[range.upperBound] < 0x20 && range.upperBound + Padding.length <= bytes.count)
    let first = bytes[range.lowerBound]
    if first == UInt8(ascii: "!") { return nil }
    var one = JSONFound.none
    one.start = Int32(range.lowerBound)
    one.end = Int32(range.upperBound)
    if found.count <= start { found.append(contentsOf: repeatElement(.none, count: 1 + start)) }
    found[start] = one
    // As many notes as the line has bytes, up to three.
    for key in 0..<min(3, range.count) {
      notes.append(
        ScanNote(
          key: Int32(key), place: one.start, value: Int64(first), start: one.start, end: one.end))
    }
    return (1, Int(first))
  }
}

/// How many lines were scanned; looked at when the thread has ended.
private final class Count: @unchecked Sendable {
  var value = 0
}

private struct CountedFirstByte: LineScan {
  let tried: Count
  var scan = FirstByte()

  mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int,
    notes: inout [ScanNote]
  ) -> (count: Int, sort: Int)? {
    tried.value += 1
    return scan.scan(bytes, range, over: &found, from: start, notes: &notes)
  }
}

private enum Given: Equatable {
  case line(Int, [UInt8])
  case excess(Int, [UInt8])
}

/// All that a source gives, and how many of its lines had been scanned ahead.
private func everything(_ source: inout LineSource) throws -> (given: [Given], known: Int) {
  var given: [Given] = []
  var excess: [UInt8] = []
  var known = 0
  while true {
    switch source.nextLine(keepingBlank: true) {
    case .line(let range):
      given.append(.line(source.lineNumber, Array(source.buffer[range])))
      try #require(range.upperBound + Padding.length <= source.buffer.count)
      #expect(source.buffer[range.upperBound] < 0x20)
      if let scanned = source.scannedLine(range) {
        known += 1
        let found = source.scanned.found[scanned.found]
        #expect(found.first?.range == range && found.count == 1)
        let first = source.buffer[range.lowerBound]
        #expect(scanned.sort == Int(first))
        let notes = source.scanned.notes[scanned.notes]
        #expect(notes.map(\.key) == (0..<Int32(min(3, range.count))).map(\.self))
        #expect(notes.allSatisfy { $0.range == range && $0.value == Int64(first) })
      }
    case .excess(let range, _, let isLast):
      excess += source.buffer[range]
      if isLast {
        given.append(.excess(source.lineNumber, excess))
        excess = []
      }
    case .more:
      if try source.fill() == .nothing { _ = try Wait.isReady(.reading(source.number)) }
    case .end: return (given, known)
    }
  }
}

@Suite struct ReadAheadTests {
  private func withFile(
    _ bytes: [UInt8], _ body: (borrowing FileDescriptor) throws -> Void
  ) throws {
    let folder = try TemporaryFolder("ahead")
    try withExtendedLifetime(folder) {
      try body(try FileDescriptor(opening: folder.file("in", bytes), for: .reading))
    }
  }

  /// Lines of all lengths, blank and refused ones among them, with or without an end at the end.
  private func text(_ random: inout SplitMix64, lines: Int, longest: Int) -> [UInt8] {
    var text: [UInt8] = Bool.random(using: &random) ? [] : [0xEF, 0xBB, 0xBF]
    for _ in 0..<lines {
      let isShort = Int.random(in: 0..<10, using: &random) > 0
      let length = Int.random(in: 0...(isShort ? 12 : longest), using: &random)
      for _ in 0..<length { text.append(UInt8.random(in: 0x20...0x7E, using: &random)) }
      text += Bool.random(using: &random) ? [0x0A] : [0x0D, 0x0A]
    }
    if Bool.random(using: &random) { text += [0x61, 0x62] }
    return text
  }

  /// Whatever the lines and however much is read at once: they are those of a plain reading, and what
  /// is known of a line is what a scan of it finds.
  @Test(arguments: [1, 2, 7, 64, 1000])
  func givesTheSameLines(_ readSize: Int) throws {
    for seed in 0..<40 {
      var random = SplitMix64(seed: UInt64(seed))
      let bytes = text(&random, lines: seed, longest: 3 * readSize)
      try withFile(bytes) { file in
        let ahead = try ReadAhead(file.number, readSize: readSize) { FirstByte() }
        var plain = LineSource(
          try FileDescriptor(duplicating: file.number), name: "plain", maxLine: 2 * readSize,
          readSize: readSize)
        var source = LineSource(ahead, name: "ahead", maxLine: 2 * readSize, readSize: readSize)
        let given = try everything(&source).given
        // Both share the place in the file: it is read from the start again.
        lseek(file.number, 0, SEEK_SET)
        #expect(try everything(&plain).given == given, "seed \(seed)")
        #expect(source.bytesRead == bytes.count)
      }
    }
  }

  /// The same where the rest of a line, in front of a read, is longer than it is as a rule.
  @Test func keepsLongRests() throws {
    let lines = (1...20).map { String(repeating: "x", count: $0 * 3000 % 23_000) + "\n" }
    try withFile([UInt8](lines.joined().utf8)) { file in
      let ahead = try ReadAhead(file.number, readSize: 20_000) { FirstByte() }
      var plain = LineSource(
        try FileDescriptor(duplicating: file.number), name: "plain", maxLine: 40_000,
        readSize: 20_000)
      var source = LineSource(ahead, name: "ahead", maxLine: 40_000, readSize: 20_000)
      let given = try everything(&source).given
      lseek(file.number, 0, SEEK_SET)
      #expect(given.count == lines.count)
      #expect(try everything(&plain).given == given)
    }
  }

  /// All lines that can be scanned ahead are: but the first ones behind a line that is longer than a
  /// read, which are moved.
  @Test func scansLines() throws {
    let bytes = [UInt8](String(repeating: "abc\ndefgh\n\n", count: 5000).utf8)
    try withFile(bytes) { file in
      let ahead = try ReadAhead(file.number, readSize: 512, sharesWork: false) { FirstByte() }
      var source = LineSource(ahead, name: "ahead", maxLine: 1000, readSize: 512)
      let (given, known) = try everything(&source)
      #expect(given.count == 15_000)
      #expect(known == 10_000)
    }
  }

  /// Where nothing can be scanned it is tried ever more rarely, and again at full where it can be.
  @Test func triesMoreRarely() throws {
    let bad = 100_000
    let good = 20_000
    let text = String(repeating: "!\n", count: bad) + String(repeating: "a\n", count: good)
    try withFile([UInt8](text.utf8)) { file in
      let tried = Count()
      let ahead = try ReadAhead(file.number, readSize: 64, sharesWork: false) {
        CountedFirstByte(tried: tried)
      }
      var source = LineSource(ahead, name: "ahead", maxLine: 1000, readSize: 64)
      let (given, known) = try everything(&source)
      #expect(given.count == bad + good)
      // Two buffers of 32 lines in 64.
      #expect(tried.value - known < bad / 20)
      // All but the ones of a last pause.
      #expect(known > good - 65 * 32)
    }
  }

  /// Records of several lines stay whole, and lines that were passed can be gone back to.
  @Test(arguments: [2, 5, 16, 100])
  func extendsRecords(_ readSize: Int) throws {
    let text = "x\n{\n\n \"a\": 1\r\n}\n{ 2 }\nlast\n"
    try withFile([UInt8](text.utf8)) { file in
      let ahead = try ReadAhead(file.number, readSize: readSize) { FirstByte() }
      var source = LineSource(ahead, name: "ahead", maxLine: 1000, readSize: readSize)
      func line(_ event: (inout LineSource) -> LineEvent) throws -> String? {
        while true {
          switch event(&source) {
          case .line(let range): return String(decoding: source.buffer[range], as: UTF8.self)
          case .more: _ = try source.fill()
          case .end: return nil
          case .excess: Issue.record("nothing is too long")
          }
        }
      }
      let next = { (source: inout LineSource) in source.nextLine(keepingBlank: true) }
      let extend = { (source: inout LineSource) in source.extendRecord() }
      #expect(try line(next) == "x")
      #expect(try line(next) == "{")
      #expect(try line(extend) == "{\n")
      #expect(try line(extend) == "{\n\n \"a\": 1\r")
      #expect(try line(extend) == "{\n\n \"a\": 1\r\n}")
      #expect(source.lineNumber == 5)
      source.resume(at: source.record.lowerBound + 3, line: 4)
      #expect(try line(next) == " \"a\": 1\r")
      #expect(source.lineNumber == 4)
      #expect(try line(next) == "}")
      #expect(try line(next) == "{ 2 }")
      #expect(try line(next) == "last")
      #expect(try line(next) == nil)
    }
  }

  /// A reader that goes away leaves no thread behind that keeps the file open.
  @Test func endsWithItsReader() throws {
    let bytes = [UInt8](repeating: 0x0A, count: 100_000)
    let open = { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") }
    try withFile(bytes) { file in
      let path = try FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/fd/\(file.number)")
      for _ in 0..<20 {
        let ahead = try ReadAhead(file.number, readSize: 64) { FirstByte() }
        var source = LineSource(ahead, name: "ahead", maxLine: 1000, readSize: 64)
        _ = source.nextLine()
        _ = try source.fill()
      }
      var left = 0
      for _ in 0..<500 {
        left = try open().filter {
          (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))
            == path
        }.count
        if left == 1 { break }
        usleep(10_000)
      }
      #expect(left == 1)
    }
  }

  /// What cannot be read is an error, behind what could be.
  @Test func unreadable() throws {
    let folder = try FileDescriptor(opening: "/", for: .reading)
    let ahead = try ReadAhead(folder.number, readSize: 64) { FirstByte() }
    var source = LineSource(ahead, name: "/", maxLine: 10, readSize: 64)
    #expect(throws: Errno.isDirectory) {
      while try source.fill() == .nothing { _ = try Wait.isReady(.reading(source.number)) }
    }
  }
}
