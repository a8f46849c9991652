import CSQLite
import JSONText

/// The verdict on a text, against two others: our own reader of texts in pieces, and SQLite's.
func fuzzJSON(_ input: [UInt8]) {
  let bytes = Padding.padded(input)
  let isOurs = isAccepted(bytes, input.count, plain)
  if isOurs != isAccepted(bytes, input.count, picking) {
    broken("the selection changes the verdict")
  }
  fuzzTemplates(input, isOurs)
  // In pieces, cut at each line end.
  var continuation = JSONContinuation()
  var isComplete = false
  var isBad = false
  var start = 0
  for line in input.split(separator: 0x0A, omittingEmptySubsequences: false) {
    let piece = start..<start + line.count
    start = piece.upperBound + 1
    do {
      isComplete = try continuation.advance(Padding.padded(Array(line)).span, 0..<line.count)
    } catch {
      isBad = true
      break
    }
  }
  // A line end inside a string is refused by both; the pieces know no more than that.
  if isOurs != (isComplete && !isBad) { broken("in pieces the verdict is another") }
  if isOurs != isSQLites(input) { explain(input, isOurs) }
  checkLearning(bytes, input.count)
  checkCursor(input)
}

/// A scan that learns the order of the members, and one that follows what was learnt, find what a
/// scan finds that does neither.
private func checkLearning(_ bytes: [UInt8], _ count: Int) {
  var plain: [JSONFound] = []
  let isGood = (try? picking.scan(bytes.span, 0..<count, into: &plain)) != nil
  var trail = picking.trail
  var learnt: [JSONFound] = []
  for _ in 0..<4 {
    let number = try? picking.scan(bytes.span, 0..<count, over: &learnt, learning: &trail)
    if (number != nil) != isGood { broken("what was learnt changes the verdict") }
    if let number, Array(learnt.prefix(number)) != plain {
      broken("what was learnt changes what is found")
    }
  }
  guard isGood else { return }
  for one in plain where one.kind == .string {
    if let text = JSONValue.text(bytes.span, one) { checkString(text) }
  }
}

/// A text that is written as a string is read as that text, by both readers.
private func checkString(_ text: [UInt8]) {
  var line = LineBuffer()
  line.append(string: text.span, 0..<text.count)
  var found: [JSONFound] = []
  let bytes = Padding.padded(line.bytes)
  try? plain.scan(bytes.span, 0..<line.count, into: &found)
  guard let first = found.first, JSONValue.text(bytes.span, first) == text else {
    broken("a text that was written is read otherwise")
  }
  var cursor = JSONCursor(line.bytes)
  let read = try? cursor.string { bytes, range in
    var copy: [UInt8] = []
    for index in range { copy.append(bytes[index]) }
    return copy
  }
  if read != text || (try? cursor.expectEnd()) == nil {
    broken("what the program wrote itself is read otherwise")
  }
}

/// The reader of the program's own texts may be given anything: it comes back, with an error.
private func checkCursor(_ input: [UInt8]) {
  var cursor = JSONCursor(input)
  try? cursor.optionalArray("") { (cursor) throws(JSONError) in
    _ = try? cursor.text()
    _ = try? cursor.optionalInteger()
    _ = try? cursor.boolean()
  }
  var number = JSONCursor(input)
  let value = try? number.integer()
  // Digits alone are no number of JSON's where zeros lead; else both readers agree.
  guard (try? number.expectEnd()) != nil, let value, isAccepted(input) else { return }
  if value != integer(input) { broken("two integers of one text") }
}

private func isAccepted(_ input: [UInt8]) -> Bool {
  isAccepted(Padding.padded(input), input.count, plain)
}

private func integer(_ input: [UInt8]) -> Int64? {
  let bytes = Padding.padded(input)
  var found: [JSONFound] = []
  try? plain.scan(bytes.span, 0..<input.count, into: &found)
  return found.first.flatMap { JSONValue.integer(bytes.span, $0) }
}

private let plain = JSONScanner(JSONSelection())
private let picking: JSONScanner = {
  var selection = JSONSelection()
  selection.pick("a", as: 1, in: selection.root)
  let inner = selection.pick("movements", as: 2, in: selection.root)
  let element = selection.pickElements(as: 3, in: inner)
  selection.pick("type", as: 4, in: element)
  return JSONScanner(selection)
}()

/// What earlier inputs had in common, which this one is read by.
nonisolated(unsafe) private var trail = {
  var trail = picking.trail
  trail.comparesTexts = true
  return trail
}()

/// A scan that learns finds what one finds that does not, whatever it learnt.
private func fuzzTemplates(_ input: [UInt8], _ isGood: Bool) {
  // Short texts are not compared with earlier ones.
  let long = [UInt8](repeating: 0x20, count: 512) + input
  let bytes = Padding.padded(long)
  let count = long.count
  var plain: [JSONFound] = []
  var learnt: [JSONFound] = []
  // Learnt by the first time, read by it the second.
  for _ in 0..<2 {
    var found = 0
    do {
      found = try picking.scan(bytes.span, 0..<count, over: &learnt, learning: &trail)
    } catch {
      if isGood { broken("what was learnt refuses a good text") }
      return
    }
    if !isGood { broken("what was learnt takes a bad text") }
    do { try picking.scan(bytes.span, 0..<count, into: &plain) } catch { return }
    if plain != Array(learnt.prefix(found)) { broken("what was learnt finds other values") }
  }
}

private func isAccepted(_ bytes: [UInt8], _ count: Int, _ scanner: JSONScanner) -> Bool {
  var found: [JSONFound] = []
  do {
    try scanner.scan(bytes.span, 0..<count, into: &found)
  } catch {
    guard error.offset >= 0 && error.offset <= count else { broken("an error outside of the text") }
    return false
  }
  for one in found {
    guard one.start >= 0 && one.start <= one.end && one.end <= count else {
      broken("a value outside of the text")
    }
    if one.kind == .string { _ = JSONValue.text(bytes.span, one) }
    if case .number = one.kind { _ = JSONValue.integer(bytes.span, one) }
  }
  return true
}

/// Opened once; a process runs its inputs one after the other.
nonisolated(unsafe) private let question: OpaquePointer = {
  var database: OpaquePointer?
  var statement: OpaquePointer?
  guard sqlite3_open(":memory:", &database) == SQLITE_OK,
    sqlite3_prepare_v2(database, "SELECT json_valid(?1)", -1, &statement, nil) == SQLITE_OK,
    let statement
  else { broken("no SQLite") }
  return statement
}()

private func isSQLites(_ input: [UInt8]) -> Bool {
  defer { sqlite3_reset(question) }
  return input.withUnsafeBytes { bytes in
    let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    sqlite3_bind_text(question, 1, text, CInt(bytes.count), nil)
    return sqlite3_step(question) == SQLITE_ROW && sqlite3_column_int(question, 0) == 1
  }
}

/// Differences that are known, and why; any other one is an error.
private func explain(_ input: [UInt8], _ isOurs: Bool) {
  // A text of SQLite's ends with its first zero byte.
  if input.contains(0) { return }
  // It does not look whether strings are UTF-8; RFC 8259 (8.1) asks for it.
  if !isOurs && Array(String(decoding: input, as: UTF8.self).utf8) != input { return }
  // It takes 1,000 levels or more, and we 128.
  if !isOurs && depth(input) > 128 { return }
  // SQLite 3.40 takes an array or an object for a key where the last value inside it is a string.
  if !isOurs && isNestedKey(input) { return }
  broken("ours \(isOurs), SQLite's \(!isOurs)")
}

/// Whether what we refuse is an array or an object that stands for a key.
private func isNestedKey(_ input: [UInt8]) -> Bool {
  var found: [JSONFound] = []
  do {
    try plain.scan(Padding.padded(input).span, 0..<input.count, into: &found)
    return false
  } catch {
    return error.reason.hasPrefix("expected a key") && error.offset < input.count
      && (input[error.offset] == UInt8(ascii: "[") || input[error.offset] == UInt8(ascii: "{"))
  }
}

private func depth(_ input: [UInt8]) -> Int {
  var (now, most) = (0, 0)
  for byte in input {
    if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { now += 1 }
    if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { now -= 1 }
    most = max(most, now)
  }
  return most
}
