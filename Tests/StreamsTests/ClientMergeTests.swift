import Foundation
import Streams
import TestSupport
import Testing

/// A listener in a folder of its own, what is merged from it, and its clients.
private final class Clients {
  let folder: TemporaryFolder
  let path: String
  private let merge: ClientMerge
  private var source: LineSource
  private var writers: [String: FileDescriptorBox] = [:]

  init(maxLine: Int = 1000, keepsTexts: Bool = false, memory: Int = 16 << 20) throws {
    folder = try TemporaryFolder("clients")
    path = folder.file("s")
    let listener = try Listener(binding: .unixListen(path), mode: 0o600)
    merge = try ClientMerge(
      listener, nil, name: "clients", maxLine: maxLine, keepsTexts: keepsTexts, readSize: 4096,
      memory: memory)
    source = LineSource(merge, name: "clients", maxLine: maxLine, readSize: 4096)
  }

  /// Does what the words say, each `client<text`, `client.` (it goes) or `!` (a stop), and shows
  /// what is given after each: lines, those that were cut off with a `~`, over-long ones with `!`.
  func play(_ words: [String]) throws -> [String] {
    try words.flatMap { (word) throws -> [String] in
      if word == "!" {
        try source.stop()
      } else if word.hasSuffix(".") {
        writers[String(word.dropLast())] = nil
      } else {
        let parts = word.split(separator: "<", maxSplits: 1)
        let writer = try writer(String(parts[0]))
        try writer.write(String(parts[1]).replacingOccurrences(of: "|", with: "\n"))
      }
      return try given()
    }
  }

  /// Ends all clients, and shows what is left of them.
  func giveUp() throws -> [String] {
    #expect(try source.giveUp())
    return try given()
  }

  /// Reads nobody but the client whose lines were given last.
  func keepToLast() throws { try source.keepToClient(true) }

  /// How many bytes of unfinished lines are held.
  var held: Int { merge.held }

  /// Whether a client reads the end that it is given at a stop.
  func hasHeardLeave(_ name: String) throws -> Bool { try writer(name).reads == [0x04] }

  private func writer(_ name: String) throws -> FileDescriptorBox {
    if let known = writers[name] { return known }
    var connecting = Connecting(to: .unix(path), within: 0)
    guard case .connected(let descriptor) = try connecting.step() else {
      throw Errno(0)
    }
    let box = FileDescriptorBox(descriptor)
    writers[name] = box
    return box
  }

  private func given() throws -> [String] {
    var found: [String] = []
    while true {
      switch source.nextLine() {
      case .line(let range):
        var end = range.upperBound
        while case .line(let longer) = source.extendRecord() { end = longer.upperBound }
        let text = String(decoding: source.buffer[range.lowerBound..<end], as: UTF8.self)
        found.append(text.replacing("\n", with: "|") + (source.isCutOff ? "~" : ""))
      case .excess(let range, let isFirst, let isLast):
        #expect(isFirst && isLast)
        found.append("\(range.count)!")
      case .more:
        // A client is taken in by one call, and read by the next.
        if try source.fill() == .nothing, try source.fill() == .nothing { return found }
      case .end: return found + ["end"]
      }
    }
  }
}

/// Holds a descriptor that cannot be copied.
private final class FileDescriptorBox {
  private let descriptor: FileDescriptor

  init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

  func write(_ text: String) throws { try descriptor.writeAll(Array(text.utf8).span) }

  var reads: [UInt8]? { try? descriptor.readSome(atMost: 10) }
}

@Suite struct ClientMergeTests {
  @Test(
    "lines are merged whole",
    arguments: [
      // A line begun by one, lines of another, its end.
      (["a<on", "b<one|two|", "a<ce|"], ["one|two", "once"]),
      (["a<x|y", "a<|", "a."], ["x", "y"]),
      // Who goes away inside a line loses that line alone.
      (["a<gone", "b<here|", "a.", "b<still|"], ["here", "gone~", "still"]),
      (["a<first|seco", "a.", "b<third|"], ["first", "seco~", "third"]),
      // A byte order mark of each client.
      (["a<\u{FEFF}one|", "b<\u{FEFF}two|", "a<\u{FEFF}three|"], ["one", "two", "\u{FEFF}three"]),
      // Blank lines are nobody's.
      (["a<||", "b<x|"], ["x"]),
    ])
  func merged(_ words: [String], _ want: [String]) throws {
    #expect(try Clients().play(words) == want)
  }

  @Test("a line that is too long is given cut short, and the next one is whole")
  func excess() throws {
    let clients = try Clients(maxLine: 10)
    #expect(
      try clients.play(["a<0123456789abc", "b<short|", "a<defghi", "a<|ok|"])
        == ["11!", "short", "ok"])
  }

  @Test(
    "a text over several lines stays together, and with its client",
    arguments: [
      (["a<{|\"a\":", "b<{}|", "a<1|}|"], ["{}", "{|\"a\":1|}"]),
      (["a<[|{\"a\":1},|", "b<{}|", "a<{\"b\":2}|]|"], ["{}", "[|{\"a\":1},|{\"b\":2}|]"]),
      // What is no JSON is given at once.
      (["a<hello|", "a<{|x|", "b<{}|"], ["hello", "{|x", "{}"]),
      // Who goes away inside a text takes nobody's lines along.
      (["a<{|\"a\":|", "a.", "b<{\"b\":1}|"], ["{|\"a\":|~", "{\"b\":1}"]),
    ])
  func texts(_ words: [String], _ want: [String]) throws {
    #expect(try Clients(keepsTexts: true).play(words) == want)
  }

  @Test("at a stop clients are told, and read to their ends; nobody new comes")
  func stopped() throws {
    let clients = try Clients()
    #expect(try clients.play(["a<one|", "b<two|th", "!"]) == ["one", "two"])
    #expect(try clients.hasHeardLeave("a"))
    #expect(!FileManager.default.fileExists(atPath: clients.path))
    #expect(try clients.play(["b<ree|", "b.", "a<last|", "a."]) == ["three", "last", "end"])
  }

  @Test("who does not end is cut off")
  func givenUp() throws {
    let clients = try Clients()
    #expect(try clients.play(["a<one|tw", "b<x|", "!"]) == ["one", "x"])
    #expect(try clients.giveUp() == ["tw~", "end"])
  }

  private static let long = String(repeating: "x", count: 50_000)

  @Test("what is not whole is held within bounds, however many there are")
  func memory() throws {
    let clients = try Clients(maxLine: 100_000, memory: 20_000)
    let names = (1...20).map { "c\($0)" }
    #expect(try clients.play(names.map { "\($0)<\(Self.long)" }) == [])
    // One has all that it needs, the others few bytes each once the common memory is used up.
    #expect((50_000...50_000 + 20_000 + 20 * 4096).contains(clients.held), "\(clients.held)")
    // They have their turns when that one is done.
    #expect(try clients.play(names.map { "\($0)<|" }).count == 20)
  }

  @Test("who is read alone may have to wait for memory, too")
  func memoryAlone() throws {
    let clients = try Clients(maxLine: 100_000, memory: 20_000)
    #expect(try clients.play(["hoarder<\(Self.long)", "a<part|"]) == ["part"])
    try clients.keepToLast()
    #expect(try clients.play(["a<\(Self.long)"]) == [])
    #expect(try clients.play(["hoarder<|", "a<|"]) == [Self.long, Self.long])
  }
}
