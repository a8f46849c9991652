import Foundation
import JSONText
import Streams
import TestSupport
import Testing

/// "Scans" a line, and finds nothing in it: its sort is its first byte.
private struct Nothing: LineScan {
  mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int,
    notes: inout [ScanNote]
  ) -> (count: Int, sort: Int)? {
    (0, Int(bytes[range.lowerBound]))
  }
}

/// Pipes that are always full are read ahead; when nothing more is wanted, what was read is given, and
/// the rest stays in the pipe.
@Suite struct PipeAheadTests {
  private static let readSize = 4096

  /// The numbered lines of a text of some size, in a pipe that a thread fills, and a source of it.
  private func withPipe(
    _ text: [UInt8], isEndless: Bool = false,
    _ body: (inout LineSource, borrowing FileDescriptor) throws -> Void
  ) throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let reading = FileDescriptor(adopting: ends[0])
    let writing = ends[1]
    let again = try FileDescriptor(duplicating: reading.number)
    let isWritten = DispatchSemaphore(value: 0)
    // It ends with the text or with the last reader.
    signal(SIGPIPE, SIG_IGN)
    Thread.detachNewThread {
      var written = 0
      while written < text.count {
        let count = text[written...].withUnsafeBytes { write(writing, $0.baseAddress, $0.count) }
        if count <= 0 { break }
        written += count
      }
      if !isEndless { close(writing) }
      isWritten.signal()
    }
    do {
      var source = LineSource(
        reading, name: "pipe", maxLine: 3 * Self.readSize, readSize: Self.readSize
      ) { Nothing() }
      try body(&source, again)
    }
    _ = consume again
    isWritten.wait()
    if isEndless { close(writing) }
  }

  private func text(lines: Int, _ random: inout SplitMix64) -> [UInt8] {
    var text: [UInt8] = []
    for number in 0..<lines {
      let isLong = random.below(200) == 0
      let rest = String(repeating: "x", count: random.below(isLong ? 10_000 : 60))
      text += "\(number) \(rest)\n".utf8
    }
    return text
  }

  /// The lines that are whole in memory, each with its end.
  private func lines(of source: inout LineSource, _ scanned: inout Int) throws -> [UInt8] {
    var lines: [UInt8] = []
    while true {
      switch source.nextLine(keepingBlank: true) {
      case .line(let range):
        if let known = source.scannedLine(range) {
          scanned += 1
          #expect(known.sort == Int(source.buffer[range.lowerBound]))
        }
        lines += source.buffer[range] + [UInt8(ascii: "\n")]
      case .excess:
        Issue.record("no line is too long")
        return lines
      case .more, .end: return lines
      }
    }
  }

  private func waitAndFill(_ source: inout LineSource) throws -> LineSource.Fill {
    let isReady = try Wait.forAny([.reading(source.number)], milliseconds: 10_000)[0]
    try #require(isReady, "nothing came")
    return try source.fill()
  }

  @Test(arguments: 0..<5) func givesTheSameLines(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = text(lines: 20_000, &random)
    var scanned = 0
    try withPipe(text) { source, _ in
      var given: [UInt8] = []
      // A slow reader, for whom lines are ready.
      while try waitAndFill(&source) != .end {
        given += try lines(of: &source, &scanned)
        usleep(200)
      }
      given += try lines(of: &source, &scanned)
      #expect(source.isScannedAhead == true)
      #expect(source.bytesRead == text.count)
      let isSame = given == text
      #expect(isSame)
    }
    #expect(scanned > 1000)
  }

  /// Wherever it is stopped: what was given and what is left in the pipe are all there was, cut between
  /// two lines.
  @Test(arguments: 0..<40) func handsBack(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = text(lines: 20_000, &random)
    // Some before the thread begins.
    let reads = random.below(80)
    var scanned = 0
    try withPipe(text) { source, pipe in
      var given: [UInt8] = []
      for _ in 0..<reads {
        _ = try waitAndFill(&source)
        given += try lines(of: &source, &scanned)
      }
      #expect(source.isHandingBack == false)
      try source.stop()
      while source.isInsideLine {
        _ = try waitAndFill(&source)
        given += try lines(of: &source, &scanned)
      }
      #expect(source.isScannedAhead == false)
      #expect(given.isEmpty || given.last == UInt8(ascii: "\n"))
      var left: [UInt8] = []
      while case let piece = try pipe.readSome(atMost: 65_536), !piece.isEmpty { left += piece }
      #expect(!left.isEmpty)
      let isAll = given + left == text
      #expect(isAll)
    }
  }

  /// The thread ends while it waits for more, with its reader or before it.
  @Test(arguments: [true, false]) func endsWhileNothingComes(isStopped: Bool) throws {
    let text = [UInt8](repeating: UInt8(ascii: "\n"), count: 100_000)
    let open = { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") }
    var path = ""
    let isGone = {
      try !open().contains { name in
        let link = "/proc/self/fd/\(name)"
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == path
      }
    }
    try withPipe(text, isEndless: true) { source, pipe in
      path = try FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/fd/\(pipe.number)")
      var count = 0
      var scanned = 0
      while count < text.count {
        _ = try waitAndFill(&source)
        count += try lines(of: &source, &scanned).count
      }
      #expect(source.isScannedAhead == true)
      if isStopped {
        try source.stop()
        while source.isInsideLine { _ = try waitAndFill(&source) }
        #expect(source.isScannedAhead == false)
      }
    }
    #expect(try waitFor(seconds: 10, until: isGone))
  }

  /// It counts as idle only while the thread has nothing to read.
  @Test func saysSinceWhenItWaits() throws {
    let text = [UInt8](repeating: UInt8(ascii: "\n"), count: 400_000)
    try withPipe(text, isEndless: true) { source, _ in
      #expect(source.waitingSince == .min)
      var count = 0
      var scanned = 0
      while source.isScannedAhead == false {
        _ = try waitAndFill(&source)
        count += try lines(of: &source, &scanned).count
      }
      // It has filled all buffers, and waits for one.
      usleep(100_000)
      #expect(source.waitingSince >= Clock.monotonicMilliseconds() - 20)
      while count < text.count {
        _ = try waitAndFill(&source)
        count += try lines(of: &source, &scanned).count
      }
      let end = Clock.monotonicMilliseconds()
      usleep(100_000)
      #expect(source.waitingSince <= end + 50)
    }
  }

  /// A pipe that gives little at a time is read by its reader alone.
  @Test func leavesSlowPipes() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let writing = FileDescriptor(adopting: ends[1])
    var source = LineSource(
      FileDescriptor(adopting: ends[0]), name: "pipe", maxLine: 1000, readSize: Self.readSize
    ) { Nothing() }
    var scanned = 0
    let line = [UInt8](String(repeating: "x", count: 999).utf8) + [UInt8(ascii: "\n")]
    for _ in 0..<100 {
      try writing.writeAll(line.span)
      _ = try waitAndFill(&source)
      #expect(try lines(of: &source, &scanned).count == 1000)
    }
    #expect(source.isScannedAhead == false)
  }
}
