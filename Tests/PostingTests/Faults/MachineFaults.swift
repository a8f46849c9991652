/// The process and its machine: faults 62 to 72.
let machineFaults: [Fault] = [
  Fault(
    62, "SIGKILL at every write, sync and commit of the queue",
    shownBy: ["QueuePromiseTests.killsAtWrites", "QueuePromiseTests.killsUnderLoad"]),
  Fault(
    63, "a power cut, with torn sectors",
    shownBy: ["QueuePromiseTests.powerCuts", "QueuePromiseTests.powerCutsCanFail"]),
  Fault(
    64, "ENOSPC, EIO at the queue",
    shownBy: [
      "QueuePromiseTests.errorsOfTheDisk", "QueueFileTests.aFaultThatPasses",
      "QueueFileTests.aFullDisk",
    ]),
  Fault(
    65, "a queue that cannot be opened, or is damaged, foreign, newer",
    shownBy: [
      "QueueFileTests.notADatabase", "QueueFileTests.anotherProgramsDatabase",
      "QueueFileTests.aNewerOne", "QueueFileTests.aTruncatedOne", "QueueFileTests.aFlippedByte",
      "QueueFileTests.aFlippedByteInABody", "QueueFileTests.aFolderThatCannotBeWritten",
    ]),
  Fault(
    66, "a second sender, and many feeders",
    shownBy: [
      "QueueProcessTests.oneSendsAndOthersFeed",
      "QueueProcessTests.aFeederTakesOverWhenTheSenderLeaves",
    ]),
  Fault(
    67, "somebody reads the queue for a long time",
    shownBy: ["QueueFileTests.aReaderThatTakesItsTime"]),
  Fault(
    68, "a clock that jumps",
    shownBy: [
      "QueueFileTests.aClockThatWasSetBack", "QueueFileTests.aClockThatWasSetForward",
    ]),
  Fault(
    69, "SIGTERM on the way, SIGPIPE, an input that ends inside of a line",
    shownBy: [
      "StopTests.aSignalLetsWhatIsOnItsWayFinish", "StopTests.aReaderThatLeavesIsLikeASignal",
      "StopTests.aLineThatWasBegunIsReadToItsEnd", "FaultTests.anInputThatEndsInsideOfALine",
    ]),
  Fault(
    70, "few files, little memory",
    shownBy: ["FaultTests.fewFilesMayBeOpen", "FaultTests.littleMemory"]),
  Fault(
    71, "every kind of input", shownBy: ["DeliveryTests.lineEnds", "FaultTests.oddInput"]),
  Fault(
    72, "a long backlog, and an endpoint that comes back",
    shownBy: ["QueuePromiseTests.aBacklog"]),
]

/// What libcurl does that nobody expects, as the notes on delivery count it, and the tests that
/// would notice.
let traps: [(number: Int, what: String, shownBy: [String])] = [
  (1, "its clock runs while it queues", ["DeliveryTests.neverWaitsInsideOfLibcurl"]),
  (
    2, "it sends a second POST by itself",
    ["FaultTests.noHiddenSecondPOST", "FaultTests.faultsDoNotStopTheRest"]
  ),
  (
    3, "code 0 is no success, another no failure",
    ["JudgementTests.completeBlocksDecide", "JudgementTests.incompleteBlocksDoNotCount"]
  ),
  (4, "HTTP/2 loses requests", ["FaultTests.neverHTTP2"]),
  (5, "a refused socket is 'could not connect'", ["StartTests.aNameThatLeadsToARefusedAddress"]),
  (6, "the environment rules", ["StartTests.theEnvironmentHasNoEffect"]),
  (7, "it reads URLs laxly", ["EndpointTests.refuses", "AddressGuardTests.judges"]),
  (8, "Expect, and bodies of any size", ["DeliveryTests.largeBodies", "FaultTests.provoked"]),
  (9, "SIGPIPE is ours", ["StopTests.aReaderThatLeavesIsLikeASignal"]),
  (10, "a missing client certificate has no name", ["FaultTests.provoked"]),
]
