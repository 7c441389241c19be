import Kernel

/// Every bound of the HTTP edge, named. Each error that one of them causes says its value.
public struct HTTPLimits: Sendable {
  /// Bytes of a JSON or form body.
  public var bodyBytes = 1 << 20
  /// Bytes of all request headers together.
  public var headerBytes = 32 << 10
  /// Request headers.
  public var headerCount = 100
  /// Characters of a path with its query.
  public var targetCharacters = 8192
  /// Fields of a form body, or parameters of a query.
  public var fields = 500
  /// Levels of a JSON body.
  public var jsonDepth = 32
  /// Faults that one answer lists.
  public var faults = 100
  /// Open connections; more wait in the socket's backlog.
  public var connections = 8192
  /// Requests being answered at once, streams not counted; one more is answered 503.
  public var requestsAtOnce = 512
  /// Open streams; one more is answered 503.
  public var streamsAtOnce = 4000
  /// Open streams of one person; one more is answered 429.
  public var streamsOfPerson = 64
  /// Open streams of one session or token; one more is answered 429.
  public var streamsOfCredential = 32
  /// Batches of changes that wait for a slow reader; the stream of one that falls further behind ends.
  public var eventsWaiting = 64
  /// Changes that a node remembers for streams that open again; who missed more loads anew.
  public var changesRemembered = 4096
  /// How long changes are gathered before they are sent, where few read.
  public var liveWindow = Duration.milliseconds(100)
  /// How much longer for each thousand readers, up to `liveWindowLongest`: so that many readers cost a bounded
  /// part of a processor.
  public var liveWindowPerThousand = Duration.milliseconds(250)
  /// The longest that changes are gathered.
  public var liveWindowLongest = Duration.seconds(1)
  /// How often open streams look again whether they may go on, beside each time that something is told of it.
  public var liveReview = Duration.seconds(5)
  /// Bodies being received at once from one person, or one address where nobody is signed in.
  public var bodiesOfSender = 100
  /// Bytes of all bodies being received at once.
  public var bodyBytesAtOnce = 256 << 20
  /// How long a body may take to arrive.
  public var bodyTime = Duration.seconds(30)
  /// Open connections of one address, where no proxy stands between: one address cannot take all.
  public var connectionsOfAddress = 4096
  /// Changes that one may send in a minute.
  public var changes = ChangeRates()
  /// Tokens that are none, by address in a minute. Guessing 256 bits is hopeless; this bounds the work.
  public var tokenGuesses = 1000
  /// How long an answer may take once the request is there.
  public var requestTime = Duration.seconds(30)
  /// How long the reader of an answer may take nothing of it; then the connection ends.
  public var stalledTime = Duration.seconds(30)
  /// How long a connection may be silent.
  public var idleTime = Duration.seconds(60)
  /// Silence after which an event stream sends a comment, so that proxies keep it open.
  public var heartbeat = Duration.seconds(15)
  /// What `Retry-After` says when the product is busy.
  public var retryAfter = Duration.seconds(2)

  public init() {}
}

/// How many changes one person or program may send in a minute.
public struct ChangeRates: Hashable, Sendable {
  /// A requester, with a session or a token.
  public var requester = 60
  /// A member of staff from a browser.
  public var staff = 600
  /// A token of staff: what a program takes over from another tool.
  public var token = 12_000

  /// What each of them may be.
  public static let range = 1...1_000_000

  public init() {}
}
