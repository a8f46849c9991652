/// What a scanner expects of its texts: which member follows which.
///
/// Members mostly come in one order, so the next one is looked for first: one comparison tells where
/// the key ends and what it is picked as. A new trail expects the members in the order in which the
/// selection names them; a scan that may write to it learns the order that its texts have, members
/// that the selection does not name included. Nothing of what is found depends on it.
package struct JSONTrail: Sendable {
  /// All members; what stands at the head of each node is one, too.
  private var members: [TrailMember]
  /// Behind each member the one that is expected, and its place.
  private(set) var expected: [(member: TrailMember, place: UInt32)]
  /// Behind each member the place of another one that may come: texts of two kinds may share it.
  private var others: [UInt32]
  /// The places of the members that were learnt, by ``bucket(_:_:)``; 0 for free ones.
  private var buckets: [Int32] = []
  private var learnt = 0
  /// Whether texts are compared with earlier ones as a whole: worth it where they are long and alike.
  package var comparesTexts = false
  /// What whole texts have in common.
  var templates = JSONTemplates()

  /// How many members are learnt at most: names that never come again must not fill the memory.
  private static let limit = 1024

  /// Each member is expected behind the one before it, but those that begin a node.
  init(_ members: [TrailMember]) {
    self.members = members
    expected = members.indices.map { place in
      let next = place + 1
      guard next < members.count, members[next].node == members[place].node else {
        return (.unwritten, 0)
      }
      return (members[next], UInt32(next))
    }
    others = [UInt32](repeating: 0, count: members.count)
  }

  /// The place of the other member that may come behind one, if it stands in `bytes` from `start` on;
  /// -1 if not.
  @inline(__always)
  func other(_ bytes: Span<UInt8>, _ start: Int, behind member: Int) -> Int {
    let place = Int(others[member])
    return members[place].isNext(bytes, start) ? place : -1
  }

  /// What a member is picked as, and how long it is to its colon.
  @inline(__always)
  func pick(of place: Int) -> (pick: SelectionTable.Pick, length: Int) {
    (members[place].pick, Int(members[place].length))
  }

  /// The place of the member that begins with `bytes[written]`, its key and colon.
  ///
  /// The key is one that the selection does not name, and has no escapes; it is learnt where it is not
  /// known yet. Gives -1 where there is no room.
  mutating func member(
    _ bytes: Span<UInt8>, _ written: Range<Int>, as pick: SelectionTable.Pick, of node: Int32
  ) -> Int {
    if written.count > TrailMember.limit { return -1 }
    if buckets.isEmpty { buckets = [Int32](repeating: 0, count: 2 * Self.limit) }
    let member = TrailMember(bytes, written, pick, of: node)
    var bucket = member.bucket & (buckets.count - 1)
    while buckets[bucket] != 0 {
      let place = Int(buckets[bucket])
      if members[place].node == node && members[place].words == member.words { return place }
      bucket = (bucket + 1) & (buckets.count - 1)
    }
    guard learnt < Self.limit else { return -1 }
    learnt += 1
    buckets[bucket] = Int32(members.count)
    members.append(member)
    expected.append((.unwritten, 0))
    others.append(0)
    return members.count - 1
  }

  /// Remembers that one member came behind another that it was not expected behind.
  mutating func learn(_ next: Int, behind member: Int) {
    others[member] = expected[member].place
    expected[member] = (members[next], UInt32(truncatingIfNeeded: next))
  }
}

/// A member in a trail, as it is written without white space and escapes: `"key":`.
struct TrailMember: Sendable {
  // No vectors: most are told by one or two words, which are compared where they stand in memory.
  typealias Words = (UInt64, UInt64, UInt64, UInt64)

  /// What is written, zeros behind it, and which bits of the words that is.
  var words: Words
  var masks: Words
  var length: UInt32
  var pick: SelectionTable.Pick
  /// The node it belongs to.
  var node: Int32

  /// Its longest form.
  static let limit = 32

  /// What no text holds: no byte of UTF-8 has all its bits set.
  static let unwritten = TrailMember(
    words: (~0, ~0, ~0, ~0), masks: (~0, ~0, ~0, ~0), length: 0,
    pick: SelectionTable.Pick(field: 0, node: 0), node: -1)

  /// What stands before the first member of a node.
  static func head(of node: Int32) -> TrailMember {
    var head = unwritten
    head.node = node
    return head
  }

  private init(
    words: Words, masks: Words, length: UInt32, pick: SelectionTable.Pick,
    node: Int32
  ) {
    self.words = words
    self.masks = masks
    self.length = length
    self.pick = pick
    self.node = node
  }

  /// A key that is too long, or must be escaped, is never found as it is written here: it has a place
  /// in the order all the same.
  init(_ key: ArraySlice<UInt8>, _ pick: SelectionTable.Pick, of node: Int32) {
    self = .unwritten
    self.pick = pick
    self.node = node
    let count = key.count + 3
    if count > Self.limit { return }
    // Without arrays: hundreds of these are made before anything is read.
    var words = InlineArray<4, UInt64>(repeating: 0)
    func put(_ byte: UInt8, at place: Int) {
      words[place >> 3] |= UInt64(byte) << UInt64(8 * (place & 7))
    }
    put(UInt8(ascii: "\""), at: 0)
    for (place, byte) in key.enumerated() {
      if ByteScan.isEscaped(byte) { return }
      put(byte, at: place + 1)
    }
    put(UInt8(ascii: "\""), at: count - 2)
    put(UInt8(ascii: ":"), at: count - 1)
    self.words = (words[0], words[1], words[2], words[3])
    masks = Self.masks(count)
    length = UInt32(count)
  }

  /// The member that begins with `bytes[written]`, which is not longer than ``limit``.
  init(
    _ bytes: Span<UInt8>, _ written: Range<Int>, _ pick: SelectionTable.Pick, of node: Int32
  ) {
    let start = written.lowerBound
    let count = written.count
    let masks = Self.masks(count)
    let words = (
      load(bytes, start, as: UInt64.self) & masks.0,
      load(bytes, start + 8, as: UInt64.self) & masks.1,
      load(bytes, start + 16, as: UInt64.self) & masks.2,
      load(bytes, start + 24, as: UInt64.self) & masks.3
    )
    self.init(words: words, masks: masks, length: UInt32(count), pick: pick, node: node)
  }

  /// The bits of the first `count` bytes.
  private static func masks(_ count: Int) -> Words {
    (mask(count), mask(count - 8), mask(count - 16), mask(count - 24))
  }

  private static func mask(_ count: Int) -> UInt64 {
    if count <= 0 { return 0 }
    return count >= 8 ? ~0 : 1 << UInt64(8 * count) - 1
  }

  /// Whether it stands in `bytes` from `start` on.
  @inline(__always)
  func isNext(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    guard (load(bytes, start, as: UInt64.self) ^ words.0) & masks.0 == 0 else { return false }
    if length <= 8 { return true }
    guard (load(bytes, start &+ 8, as: UInt64.self) ^ words.1) & masks.1 == 0 else { return false }
    if length <= 16 { return true }
    guard (load(bytes, start &+ 16, as: UInt64.self) ^ words.2) & masks.2 == 0 else { return false }
    if length <= 24 { return true }
    return (load(bytes, start &+ 24, as: UInt64.self) ^ words.3) & masks.3 == 0
  }

  /// Where the search for it begins, before the table's mask.
  var bucket: Int {
    var mixed = UInt64(truncatingIfNeeded: node)
    for word in [words.0, words.1, words.2, words.3] {
      mixed = (mixed ^ word) &* 0x9E37_79B9_7F4A_7C15
    }
    return Int(truncatingIfNeeded: mixed &>> 40)
  }
}
