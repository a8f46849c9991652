import Glibc
import JSONText
import Streams
import Testing

@testable import Command

/// Writes each record with its line's number, line ends shown as `|`; refuses what is no object.
private struct Numbering: Stage {
  let scanner = JSONScanner(JSONSelection())
  var found: [JSONFound] = []

  mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
  ) throws(Rejection) {
    do throws(JSONError) {
      try scanner.scan(bytes, line, into: &found)
    } catch {
      throw Rejection(error, recordStart: line.lowerBound)
    }
    if found[0].kind != .object {
      throw Rejection("no object", offset: Int(found[0].start) - line.lowerBound)
    }
    output.lines.append("\(place.line) ")
    for index in line { output.lines.append(bytes[index] == 0x0A ? 0x7C : bytes[index]) }
    output.lines.append(0x0A)
    output.written += 1
  }

  mutating func finish(into output: inout Output) throws(Failure) {}
}

/// Runs a stage over inherited descriptors, and shows what it gave.
private struct Run {
  let folder: String
  var out: String { contents("out") }
  var rejects: String { contents("rejects") }
  let said = Said()

  init() throws {
    var name = Array("/tmp/mrr-loop-XXXXXX".utf8CString)
    try #require(mkdtemp(&name) != nil)
    folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() {
    for name in ["out", "rejects"] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  func session(
    _ inputs: [Int32], _ framing: Framing = .lines, change: (inout CommonOptions) -> Void = { _ in }
  ) throws -> Session {
    var options = CommonOptions()
    options.output = .file("\(folder)/out")
    options.rejects = .file("\(folder)/rejects")
    change(&options)
    let session = try Session(
      program: "mrr-test", framing: framing, options: options,
      operands: inputs.map { "fd:\($0)" }, leading: 0, signals: Signals(none: ()))
    session.diagnostics = said.diagnostics("mrr-test")
    return session
  }

  private func contents(_ name: String) -> String {
    guard let file = try? FileDescriptor(opening: "\(folder)/\(name)", for: .reading),
      let bytes = try? file.readAll(atMost: 2000)
    else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A pipe that holds `text`: its two ends, the caller's to close.
private func pipe(holding text: String) throws -> (reading: Int32, writing: Int32) {
  var ends: [Int32] = [-1, -1]
  try #require(Glibc.pipe(&ends) == 0)
  let bytes = [UInt8](text.utf8)
  try #require(write(ends[1], bytes, bytes.count) == bytes.count)
  return (ends[0], ends[1])
}

/// A pipe that holds `text` and then ends: its end for reading, the caller's to close.
private func endedPipe(holding text: String) throws -> Int32 {
  let ends = try pipe(holding: text)
  try #require(close(ends.writing) == 0)
  return ends.reading
}

@Suite struct StageLoopTests {
  private struct Case {
    var framing = Framing.texts
    var maxLine = 1000
    let input: String
    let out: [String]
    var rejects = ""
    var said: [String] = []
  }

  private static let cases: [Case] = [
    Case(input: "", out: []),
    Case(input: "{}\n{ }", out: ["1 {}", "2 { }"]),
    Case(input: "{\n\"a\":\n\n1}\n{}\n", out: ["1 {|\"a\":||1}", "5 {}"]),
    Case(
      framing: .lines, input: "{\n}\n{}\n", out: ["3 {}"], rejects: "{\n}\n",
      said: [
        "<stdin>:1:2: error: the text ends too early "
          + "(pretty-printed? one value a line is read: jq -c .)", "2 of 3 lines rejected",
      ]),
    Case(
      framing: .lines, input: "{\n x\nx\n{}\n{\n}\n", out: ["4 {}"], rejects: "{\n x\nx\n{\n}\n",
      said: [
        "<stdin>:1:2: error: the text ends too early "
          + "(pretty-printed? one value a line is read: jq -c .)",
        "<stdin>:3:1: error: expected a value", "5 of 6 lines rejected",
      ]),
    Case(
      framing: .lines, input: "{}\r\n[1]\r\n", out: ["1 {}\r"], rejects: "[1]\r\n",
      said: ["<stdin>:2:1: error: no object", "1 of 2 lines rejected"]),
    Case(
      input: "[\n1]\n{}\n", out: ["3 {}"], rejects: "[\n1]\n",
      said: ["<stdin>:1:1: error: no object", "1 of 2 texts rejected"]),
    Case(
      input: "{\n\"a\" 1\n\n}\n{}\n", out: ["5 {}"], rejects: "{\n\"a\" 1\n\n}\n",
      said: [
        "<stdin>:2:5: error: expected ':' after a key",
        "<stdin>:3: note: lines 3 to 4 were rejected with the text before",
        "1 of 2 texts rejected",
      ]),
    Case(
      input: "{\"a\":\n{}\n{}\n", out: ["2 {}", "3 {}"], rejects: "{\"a\":\n",
      said: ["<stdin>:3:1: error: expected ',' or '}'", "1 of 3 texts rejected"]),
    Case(
      input: "{\"a\":\n{},\n \"b\":{\n{}\n", out: ["4 {}"], rejects: "{\"a\":\n{},\n \"b\":{\n",
      said: [
        "<stdin>:4:1: error: expected a key or '}'",
        "<stdin>:2:3: error: more text after the value",
        "<stdin>:3: note: line 3 was rejected with the text before", "2 of 3 texts rejected",
      ]),
    Case(
      input: "{} {}\n{}\n", out: ["2 {}"], rejects: "{} {}\n",
      said: ["<stdin>:1:4: error: more text after the value", "1 of 2 texts rejected"]),
    Case(
      input: "x\n {}\n{}", out: ["3 {}"], rejects: "x\n {}\n",
      said: [
        "<stdin>:1:1: error: expected a value",
        "<stdin>:2: note: line 2 was rejected with the text before", "1 of 2 texts rejected",
      ]),
    Case(
      input: "{}\n{\n\"a\":1,\n", out: ["1 {}"], rejects: "{\n\"a\":1,\n",
      said: ["<stdin>:3:7: error: the input ends inside a JSON text", "1 of 2 texts rejected"]),
    Case(
      maxLine: 10, input: "{\n1234567890123\n}\n{}\n", out: ["4 {}"],
      rejects: "{\n1234567890123\n}\n",
      said: [
        "<stdin>:1:1: error: a text longer than 10 bytes (--max-line)",
        "<stdin>:2: note: lines 2 to 3 were rejected with the text before",
        "1 of 2 texts rejected",
      ]),
    Case(
      maxLine: 10, input: "[1234567890123\n,\n{}\n", out: ["3 {}"], rejects: "[1234567890123\n,\n",
      said: [
        "<stdin>:1:1: error: longer than 10 bytes (--max-line)",
        "<stdin>:2: note: line 2 was rejected with the text before",
        "1 of 2 texts rejected",
      ]),
  ]

  /// However the input comes in pieces.
  @Test(arguments: cases.indices)
  func framing(_ index: Int) throws {
    let one = Self.cases[index]
    for readSize in [1, 2, 3, 4, 5, 7, 11, 1000] {
      let run = try Run()
      defer { run.remove() }
      let input = try endedPipe(holding: one.input)
      defer { close(input) }
      let session = try run.session([input], one.framing) { $0.maxLine = one.maxLine }
      session.readSize = readSize
      var stage = Numbering()
      try session.run(&stage)
      try session.rejects.close(in: session)
      session.diagnostics.count(of: session.summary.read, one.framing.unit)
      #expect(run.out == one.out.map { $0 + "\n" }.joined())
      #expect(run.rejects == one.rejects)
      let name = "fd:\(input)"
      #expect(
        run.said.lines
          == one.said.map { "mrr-test: " + $0.replacing("<stdin>", with: name) })
    }
  }

  /// Before a read that would block the stage is asked for what it has, and that is written; idle
  /// input is told to it once.
  @Test func waiting() throws {
    let run = try Run()
    defer { run.remove() }
    let (input, feed) = try pipe(holding: "{}\n{\"a\":")
    defer { close(input) }
    let session = try run.session([input])
    var stage = Waiting(run: run, feed: feed)
    try session.run(&stage)
    #expect(
      stage.events == [
        "consume 1", "pause, written ''", "consume 2", "pause, written '1\n'",
        "idle, written '1\n2\n'", "consume 3", "pause, written '1\n2\nidle\n'", "finish 3",
        "finish 2", "finish 1",
      ])
    #expect(run.out == "1\n2\nidle\n3\nend 3\nend 2\nend 1\n")
  }

  private struct Waiting: Stage {
    let run: Run
    let feed: Int32
    var events: [String] = []
    var pauses = 0
    var steps = 3
    var idleMilliseconds: Int? { pauses == 2 ? 10 : nil }
    var isFinished: Bool { steps == 0 }

    mutating func consume(
      _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
    ) throws(Rejection) {
      events.append("consume \(place.line)")
      output.lines.append("\(place.line)\n")
    }

    mutating func pause(into output: inout Output) throws(Failure) {
      events.append("pause, written '\(run.out)'")
      pauses += 1
      switch pauses {
      case 1: write("1}\n")
      case 2: break
      default: close(feed)
      }
    }

    mutating func idle(into output: inout Output) throws(Failure) {
      events.append("idle, written '\(run.out)'")
      output.lines.append("idle\n")
      write("{}\n")
    }

    mutating func finish(into output: inout Output) throws(Failure) {
      events.append("finish \(steps)")
      output.lines.append("end \(steps)\n")
      steps -= 1
    }

    private func write(_ text: String) {
      let bytes = [UInt8](text.utf8)
      _ = Glibc.write(feed, bytes, bytes.count)
    }
  }

  /// The first bad line ends the run; what was done before it is written.
  @Test func strict() throws {
    let run = try Run()
    defer { run.remove() }
    let input = try endedPipe(holding: "{}\nx\n{}\n")
    defer { close(input) }
    let session = try run.session([input]) { $0.isStrict = true }
    var stage = Numbering()
    #expect(throws: Ending.stoppedAtBadLine) { try session.run(&stage) }
    try session.rejects.close(in: session)
    #expect(run.out == "1 {}\n")
    #expect(run.rejects == "x\n")
    #expect(session.summary.read == 2 && session.summary.written == 1)
  }

  /// A record that could be judged only later is reported where it stood.
  @Test func lateRejections() throws {
    let run = try Run()
    defer { run.remove() }
    let input = try endedPipe(holding: "{}\n{}\n{}\n")
    defer { close(input) }
    let session = try run.session([input])
    var stage = Late()
    try session.run(&stage)
    try session.rejects.close(in: session)
    let name = "fd:\(input)"
    #expect(
      run.said.lines == [
        "mrr-test: warning: three records", "mrr-test: \(name):3:5: error: too late",
        "mrr-test: \(name):1:1: error: too late",
      ])
    #expect(run.rejects == "{\n \"a\":1}\n")
  }

  private struct Late: Stage {
    mutating func consume(
      _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
    ) throws(Rejection) {}

    mutating func finish(into output: inout Output) throws(Failure) {
      output.warn("three records")
      let text = [UInt8]("{\n \"a\":1}".utf8)
      output.reject(
        LateRejection(
          Rejection("too late", offset: 6), at: Place(source: 0, line: 2), text: text))
      output.reject(
        LateRejection(Rejection("too late"), at: Place(source: 0, line: 1), text: nil))
    }
  }

  /// A failing stage ends the run; what it had given before is written.
  @Test func failing() throws {
    let run = try Run()
    defer { run.remove() }
    let input = try endedPipe(holding: "{}\n")
    defer { close(input) }
    let session = try run.session([input])
    var stage = Failing()
    #expect(throws: Ending.failed(Failure(.software, "broken"))) { try session.run(&stage) }
    #expect(run.out == "begun\n")
  }

  private struct Failing: Stage {
    mutating func consume(
      _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
    ) throws(Rejection) { output.lines.append("begun\n") }

    mutating func finish(into output: inout Output) throws(Failure) {
      throw Failure(.software, "broken")
    }
  }
}
