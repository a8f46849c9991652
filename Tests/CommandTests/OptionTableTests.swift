import Streams
import Testing

@testable import Command

private struct Settings: Equatable, Sendable {
  var over: Int?
  var types: [String] = []
  var isStream = false
  var isDry = false
}

private let table = OptionTable<Settings>([
  .value(
    "over", nil, "AMOUNT", "an amount",
    set: { (settings, text) throws(UsageError) in
      settings.over = try OptionValue.integer(text, in: 0...1000)
    }),
  .value(
    "types", "t", "LIST", "a list that adds up",
    set: { (settings, text) throws(UsageError) in settings.types += try OptionValue.list(text) }),
  .flag("stream", "s", "a flag", set: { $0.isStream = true }),
  .flag("dry", "d", "another", set: { $0.isDry = true }),
])

@Suite struct OptionTableTests {
  @Test(
    arguments: [
      ([], Settings(), []),
      (["a", "b"], Settings(), ["a", "b"]),
      (["-"], Settings(), ["-"]),
      (["--over", "5"], Settings(over: 5), []),
      (["--over=5", "a"], Settings(over: 5), ["a"]),
      (["--over=5", "--over", "7"], Settings(over: 7), []),
      (["--types", "a,b", "-t", "c", "-td"], Settings(types: ["a", "b", "c", "d"]), []),
      (["-t=a"], Settings(types: ["=a"]), []),
      (["-sd", "x"], Settings(isStream: true, isDry: true), ["x"]),
      (["-sdt", "a"], Settings(types: ["a"], isStream: true, isDry: true), []),
      (["-stsd"], Settings(types: ["sd"], isStream: true), []),
      (["-s", "--", "-d", "--over"], Settings(isStream: true), ["-d", "--over"]),
      (["--types", "--", "--", "x"], Settings(types: ["--"]), ["x"]),
      (["--types", "-s"], Settings(types: ["-s"]), []),
      (["x", "-"], Settings(), ["x", "-"]),
    ] as [([String], Settings, [String])])
  fileprivate func reading(
    _ arguments: [String], _ settings: Settings, _ operands: [String]
  ) throws {
    let values = try table.parse(arguments, defaults: Settings())
    #expect(values.settings == settings)
    #expect(values.operands == operands)
    #expect(values.common == CommonOptions())
  }

  @Test(arguments: [
    (["--ovr", "5"], "unknown option --ovr; did you mean --over?"),
    (["--stream-now"], "unknown option --stream-now; did you mean --stream?"),
    (["--summ"], "unknown option --summ; did you mean --summary?"),
    (["--xyzzy"], "unknown option --xyzzy"),
    (["--"] + ["--over"], nil),
    (["-sx"], "unknown option -x"),
    (["-xs"], "unknown option -x in -xs"),
    (["--over"], "--over needs a value: --over AMOUNT"),
    (["-st"], "-t needs a value: -t LIST"),
    (["--stream=1"], "--stream takes no value"),
    (["--over", "x"], "--over: expected an integer, found 'x'"),
    (["--over", "2000"], "--over: expected an integer from 0 to 1000, found '2000'"),
    (
      ["a", "--over"],
      "--over: options come before the first operand (a file of that name: ./--over)"
    ),
    (["-t", "a,,b"], "--types: expected a list such as a,b,c, found 'a,,b'"),
    (["--output="], "--output: an address may not be empty"),
  ])
  func refusing(_ arguments: [String], _ message: String?) {
    do throws(UsageError) {
      _ = try table.parse(arguments, defaults: Settings())
      #expect(message == nil)
    } catch {
      #expect(error.message == message)
    }
  }

  @Test func commonOptions() throws {
    let arguments = [
      "-o", "out", "--rejects", "fd:3", "--strict", "--max-line", "2k", "-v", "--summary",
      "--progress", "-s",
    ]
    let values = try table.parse(arguments, defaults: Settings())
    var expected = CommonOptions()
    expected.output = .file("out")
    expected.rejects = .descriptor(3)
    expected.isStrict = true
    expected.maxLine = 2048
    expected.isVerbose = true
    expected.wantsSummary = true
    expected.wantsProgress = true
    #expect(values.common == expected)
    #expect(values.settings == Settings(isStream: true))
  }

  /// What stands behind a request for help is not looked at.
  @Test(
    arguments: [
      (["-h", "--nonsense"], .shortHelp), (["--help"], .longHelp), (["-sh", "-z"], .shortHelp),
      (["--version", "-h"], .version), (["-V"], .version), (["-vq"], nil),
    ] as [([String], CommonOptions.Request?)])
  func requests(_ arguments: [String], _ request: CommonOptions.Request?) throws {
    #expect(try table.parse(arguments, defaults: Settings()).common.request == request)
  }

  @Test(arguments: [
    ("over", "over", 0), ("ovre", "over", 1), ("ove", "over", 1), ("oover", "over", 1),
    ("", "abc", 3), ("abc", "", 3), ("summary", "smumayr", 2), ("ca", "abc", 3),
  ])
  func slips(_ a: String, _ b: String, _ count: Int) {
    #expect(NearestName.slips(Array(a.utf8), Array(b.utf8)) == count)
  }
}
