/// What texts of one source have in common to the byte: everything but those of their values that
/// vary.
///
/// Most texts repeat an earlier one with other ids, times and amounts. So what an earlier text held
/// between such values is compared as it stands, sixteen bytes at a time, and only the values are
/// scanned. A text that holds the bytes of a checked text, with other values in some of its places,
/// is as correct as that one was, and what is picked out of it stands in the same order: for that
/// depends on its keys and brackets alone.
///
/// The texts form a tree. A step of it is a run of bytes and what follows it: a slot for a value, the
/// text's end, or nothing, where another step may come than the next one. Which values vary is
/// learnt (see `learn`): at first none does, and a value that comes otherwise becomes a slot. What
/// does not match is scanned as if there were no templates, and it is that scan that tells of errors.
struct JSONTemplates: Sendable {
  /// What stands behind a step's run.
  enum Slot: UInt8, Sendable {
    case nothing
    /// A string, number or literal that is picked.
    case scalar
    /// Any value, which is not picked.
    case any
    case end
  }

  /// Places below are of ``text``, and where a run is found, so much further on as it is found.
  struct Step: Sendable {
    /// The run.
    var start: UInt32
    var end: UInt32
    /// What is picked in it: a part of ``marks``.
    ///
    /// That of a value in the slot stands behind it.
    var firstMark: Int32
    var endMark: Int32
    /// What may vary in it: a part of ``values``.
    var firstValue: Int32
    var endValue: Int32
    var slot: Slot
    /// How many containers are open where its slot is.
    var depth: UInt8
    /// The step behind the slot, and the one that may stand here as well; -1 for none.
    var next: Int32 = -1
    var other: Int32 = -1
  }

  /// Something picked that begins or ends in a run.
  struct Mark: Sendable {
    var found: JSONFound
    /// All bits set where it has a key.
    var keyMask: Int32
    /// The container that ends with its byte before `found.end`; -1 for what begins.
    var closes: Int32

    /// Where it is met.
    var position: Int32 { closes < 0 ? found.start : found.end &- 1 }
  }

  /// A value in a run that did not vary yet.
  struct Value: Sendable {
    var start: Int32
    var end: Int32
    /// Its mark; -1 where it is not picked.
    var mark: Int32
    var depth: UInt8
  }

  /// The bytes of all runs.
  var text: [UInt8] = []
  var steps: [Step] = []
  var marks: [Mark] = []
  var values: [Value] = []

  /// How far texts that match outweigh those that do not.
  private var credit = Self.trial
  /// How many texts to pass before the next attempt, and how many at the last one.
  private var pause = 0
  private var lastPause = Self.firstPause

  /// How many texts may fail to match before templates are left alone for a while.
  private static let trial = 128
  private static let firstPause = 512
  /// The shortest text that is compared, and the longest: short ones, as notifications are, are mostly
  /// values.
  static let shortest = 512
  static let longest = 32_768

  /// Whether a text of this length is to be compared.
  @inline(__always)
  mutating func isWorthwhile(length: Int) -> Bool {
    if length < Self.shortest || length > Self.longest { return false }
    if pause == 0 { return true }
    pause &-= 1
    // What was learnt did not last: texts may be others by now.
    if pause == 0 { forget() }
    return false
  }

  /// Notes that a text matched.
  @inline(__always)
  mutating func noteMatch() {
    if credit < 4 * Self.trial { credit &+= 1 } else { lastPause = Self.firstPause }
  }

  /// Notes that the text that `found` was picked out of did not match, and learns it.
  @inline(never)
  mutating func noteMismatch(_ bytes: Span<UInt8>, _ found: Span<JSONFound>) {
    credit -= 1
    if credit > 0 {
      learn(bytes, found)
    } else {
      lastPause = min(2 * lastPause, 65_536)
      pause = lastPause
    }
  }

  private mutating func forget() {
    text.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    credit = Self.trial
  }

  /// How many values are picked out of `bytes[start..<end]`, which has no white space before it,
  /// if it is one of these texts; they are written over the elements of `found` from `first` on.
  ///
  /// 0 for any other text, and where `found` has too few elements.
  @inline(never)
  func match(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, over found: inout [JSONFound],
    from first: Int = 0
  ) -> Int {
    if steps.isEmpty { return 0 }
    let steps = self.steps.span
    let marks = self.marks.span
    let text = self.text.span
    var found = found.mutableSpan
    var count = first
    // All that is loaded below lies before the end or right behind it.
    precondition(0 <= start && start <= end && end &+ Padding.length <= bytes.count)
    var place = 0
    var index = start
    while true {
      let step = steps[place]
      let length = Int(step.end &- step.start)
      var behind = index &+ length
      let before = count
      if behind > end || !isHeld(bytes, index, text, Int(step.start), length) {
        behind = -1
      } else {
        if step.firstMark < step.endMark {
          // What is picked in the run.
          let shift = Int32(truncatingIfNeeded: index &- Int(step.start))
          count = put(step, shift, marks, count, &found, from: first)
          if count < 0 { return 0 }
        }
        // What stands behind it.
        switch step.slot {
        case .nothing: break
        case .scalar, .any:
          let valueStart = behind
          let first = bytes[valueStart]
          var kind = JSONKind.string
          var isPlain = true
          if first == UInt8(ascii: "\"") {
            behind = ByteScan.stringEnd(bytes, valueStart &+ 1, &isPlain)
            if behind >= 0 { behind &+= 1 }
          } else if step.slot == .any && (first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
          {
            behind = Self.containerEnd(bytes, valueStart, end, depth: Int(step.depth))
          } else {
            behind = JSONScanner.unquotedEnd(bytes, valueStart, first, &kind, &isPlain)
          }
          if behind >= 0 && step.slot == .scalar {
            if count >= found.count { return 0 }
            let one = marks[Int(step.endMark)]
            let shift = Int32(truncatingIfNeeded: valueStart) &- one.found.start
            // First as it is, which is one copy, then what differs.
            found[count] = one.found
            found[count].start &+= shift
            found[count].end = Int32(truncatingIfNeeded: behind)
            found[count].keyStart &+= shift & one.keyMask
            if kind != one.found.kind || isPlain != one.found.isPlain {
              found[count].become(kind, isPlain)
            }
            count &+= 1
          }
        case .end:
          if behind == end || ByteScan.spaceEnd(bytes, behind, end) == end { return count &- first }
          behind = -1
        }
      }
      // Otherwise another step may stand here.
      let isMatch = behind >= 0
      index = isMatch ? behind : index
      count = isMatch ? count : before
      place = Int(isMatch ? step.next : step.other)
      if place < 0 { return 0 }
    }
  }

  /// Writes what is picked in a step's run; gives how many there are then, -1 for too little room.
  @inline(__always)
  private func put(
    _ step: Step, _ shift: Int32, _ marks: Span<Mark>, _ before: Int,
    _ found: inout MutableSpan<JSONFound>, from first: Int
  ) -> Int {
    var count = before
    if found.count &- count <= Int(step.endMark &- step.firstMark) { return -1 }
    for mark in Int(step.firstMark)..<Int(step.endMark) {
      let one = marks[mark]
      if one.closes < 0 {
        found[count] = one.found.moved(by: shift, keyMask: one.keyMask)
        count &+= 1
      } else {
        let end = one.found.end &+ shift
        let container = first &+ Int(one.closes)
        found[container].end = end
        found[container].next = Int32(truncatingIfNeeded: count &- first)
      }
    }
    return count
  }

  /// The index behind the object or array at `start`, inside `depth` others.
  @inline(never)
  static func containerEnd(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, depth: Int
  ) -> Int {
    var nesting = Nesting()
    var why = Fault.cut
    nesting.depth = depth
    return nesting.walk(bytes, from: start, to: end, floor: depth, why: &why)
  }
}

extension JSONFound {
  /// The same so much further on; `keyMask` has all bits set where it has a key.
  @inline(__always)
  fileprivate func moved(by shift: Int32, keyMask: Int32) -> JSONFound {
    var moved = self
    moved.start &+= shift
    moved.end &+= shift
    moved.keyStart &+= shift & keyMask
    return moved
  }
}
