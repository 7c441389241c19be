import Testing

/// A call that has a better place, or no place, in the product.
struct BannedCall: Sendable, CustomTestStringConvertible {
  /// Texts of code that are found, each as whole words.
  var texts: [String]
  /// What to do instead.
  var mend: String
  /// Paths that may; everything else under Sources may not.
  var allowed: [String] = []
  /// A line of the same kind, to see that the rule bites.
  var example: String

  var testDescription: String { texts.joined(separator: " ") }

  func findings(in file: SwiftFile) -> [Finding] {
    guard !allowed.contains(where: file.path.hasPrefix) else { return [] }
    return file.lines.flatMap { line in
      texts.filter { line.code.containsWord($0) }
        .map { Finding(path: file.path, line: line.number, message: "\($0) is banned here: \(mend)") }
    }
  }

  static let edges = [
    "Sources/Engine/", "Sources/Web/HTTPSupport/", "Sources/Storage/", "Sources/StorageSQLite/",
    "Sources/StoragePostgres/",
    "Sources/Channels/", "Sources/MainstayServer/", "Sources/MainstayCLI/",
  ]

  static let all: [BannedCall] = [
    BannedCall(
      texts: ["Date()", "Date.now", "Date(timeIntervalSinceNow", "gettimeofday(", "CLOCK_REALTIME", "time(nil)"],
      mend: "take `now` as an argument; use cases have it from the Clock seam",
      allowed: ["Sources/MainstayServer/SystemClock.swift"], example: "let now = Date()"),
    BannedCall(
      texts: ["ContinuousClock", "SuspendingClock", "DispatchTime.now()", "NIODeadline.now()", "CLOCK_MONOTONIC"],
      mend: "rules and use cases know no clock; take `now` as an argument",
      allowed: edges, example: "let start = ContinuousClock().now"),
    BannedCall(
      texts: [
        "UUID()", "SystemRandomNumberGenerator", "arc4random", "randomElement()", "shuffled()", "randombytes_buf(",
        "getrandom(", "SecRandomCopyBytes",
      ],
      mend: "take ids and secrets from the IDSource seam, or pass a seeded generator",
      allowed: ["Sources/MainstayServer/SystemIDSource.swift"], example: "let id = UUID().uuidString"),
    BannedCall(
      texts: ["processInfo.environment", "getenv(", "secure_getenv("],
      mend: "settings are read once, in MainstayServer's configuration, and handed on as values",
      allowed: ["Sources/MainstayServer/Configuration"], example: #"let url = getenv("DATABASE")"#),
    BannedCall(
      texts: ["print(", "debugPrint(", "dump(", "NSLog("],
      mend: "log through the logger that was handed in; only the command line prints",
      allowed: ["Sources/MainstayCLI/"], example: #"print("here")"#),
    BannedCall(
      texts: ["try!", "fatalError(", "preconditionFailure(", "assertionFailure("],
      mend: "throw a MainstayError, or make the state impossible by its type", example: "let x = try! f()"),
    BannedCall(
      texts: ["as!"], mend: "cast with `as?` and throw, or keep the type", example: "let x = y as! Int"),
    BannedCall(
      texts: ["Thread.sleep", "usleep("],
      mend: "wait by Task.sleep at an edge; nothing blocks a thread",
      allowed: ["Sources/StoragePostgres/", "Sources/StorageSQLite/"], example: "usleep(1000)"),
    BannedCall(
      texts: ["NSRegularExpression"], mend: "use a Regex or a small parser with a bound",
      example: "let r = try NSRegularExpression(pattern: p)"),
  ]
}

extension String {
  /// Whether `text` stands here with no letter, digit or underscore directly before it, nor after it
  /// where it ends in one.
  func containsWord(_ text: String) -> Bool {
    func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      let before = range.lowerBound > startIndex ? self[index(before: range.lowerBound)] : " "
      let after = range.upperBound < endIndex ? self[range.upperBound] : " "
      let startsWord = text.first.map(isWord) ?? false
      let endsWord = text.last.map(isWord) ?? false
      if !(startsWord && isWord(before)) && !(endsWord && isWord(after)) { return true }
      rest = self[range.upperBound...]
    }
    return false
  }
}
