internal import Command
internal import Outbox

/// What came of a run with a queue, in numbers.
struct QueueTally {
  private var accepted = 0
  private var duplicates = 0
  /// Duplicates of dead rows, and those whose bytes were others.
  private(set) var duplicatesOfDead = 0
  private(set) var changed = 0
  private(set) var delivered = 0
  private var retrying = 0
  private(set) var dead = 0

  mutating func note(_ acceptance: Acceptance) {
    switch acceptance {
    case .accepted: accepted += 1
    case .duplicate(let isSame, let isDead):
      duplicates += 1
      if isDead { duplicatesOfDead += 1 }
      if !isSame { changed += 1 }
    }
  }

  mutating func note(_ result: FinishedAttempt.Result) {
    switch result {
    case .delivered: delivered += 1
    case .retry: retrying += 1
    case .dead: dead += 1
    }
  }

  /// For `--summary`.
  func figures(pending: Int) -> [Figure] {
    [
      Figure("accepted", accepted), Figure("duplicate", duplicates), Figure("delivered", delivered),
      Figure("retrying", retrying), Figure("dead", dead), Figure("pending", pending),
    ]
  }

  /// Whether something is left for an operator to look at.
  var isIncomplete: Bool { dead > 0 || duplicatesOfDead > 0 }

  /// What is to be said at the end; nil where there is nothing.
  func sentence(queue path: String) -> String? {
    if dead == 0 { return nil }
    return "\(dead) of the queue's notifications are given up: see mrr-post --queue \(path) --list "
      + "dead"
  }

  /// The warning about lines that died before.
  func warning(queue path: String) -> String? {
    if duplicatesOfDead == 0 { return nil }
    return "\(duplicatesOfDead) of the lines were given up before and are not sent again: "
      + "mrr-post --queue \(path) --requeue all does that"
  }
}
