/// Finds what somebody probably meant.
package enum NearestName {
  /// The name nearest to `word`: one it begins or that begins it, or one few slips away; nil if
  /// none is near.
  package static func of(_ word: String, among names: [String]) -> String? {
    let near = names.map { (name: $0, slips: slips(Array(word.utf8), Array($0.utf8))) }
      .filter { $0.slips <= max(1, max(word.utf8.count, $0.name.utf8.count) / 3) }
      .min { $0.slips < $1.slips }
    if let near { return near.name }
    return word.utf8.count < 2 ? nil : names.first { $0.hasPrefix(word) || word.hasPrefix($0) }
  }

  /// How many letters must be changed, left out, put in, or swapped with their neighbour.
  ///
  /// The restricted Damerau-Levenshtein distance.
  static func slips(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...b.count)
    for row in 0..<a.count {
      var current = [row + 1]
      for column in 0..<b.count {
        var best = last[column] + (a[row] == b[column] ? 0 : 1)
        best = min(best, last[column + 1] + 1, current[column] + 1)
        if row > 0 && column > 0 && a[row] == b[column - 1] && a[row - 1] == b[column] {
          best = min(best, before[column - 1] + 1)
        }
        current.append(best)
      }
      before = last
      last = current
    }
    return last[b.count]
  }
}
