import Application
import Kernel
import NIOCore

/// What a reader of a stream wants to be told, and how: each open stream has one.
public protocol LiveView: Sendable {
  /// Whether it shows more of tickets than that they have changed, so that their rows are read.
  var showsTickets: Bool { get }
  /// Writes what the reader gets of these changes, all of which it may see; each event by `LiveBatch.event`, so that
  /// it is made once for all readers. Nothing written is nothing sent.
  mutating func write(_ changes: [LiveChange], into batch: LiveBatch) -> [LiveBatch.Part]
}

/// One thing that has changed.
public struct LiveChange: Sendable {
  /// `ticket:<id>`, `outbox`, `agreements`, `journal`.
  public var subject: String
  /// The ticket as it stands now, where some reader's view shows tickets.
  public var ticket: ChangedTickets.Line?
}

/// The changes of a moment on their way to all readers: what several of them get is written once.
public final class LiveBatch {
  /// An event of this batch, by its place.
  public typealias Part = Int

  /// The present, for all readers alike.
  public let now: Instant
  /// Where a reader stands who has had this batch.
  let position: String
  private var parts: [ByteBuffer] = []
  private var places: [String: Part] = [:]
  private var joined: [[Part]: ByteBuffer] = [:]

  init(now: Instant, position: String) { (self.now, self.position) = (now, position) }

  /// The event of this key, made where it is the first of its key in this batch. The key names all that its bytes
  /// depend on.
  public func event(_ key: String, _ make: () -> ServerEvent) -> Part {
    if let place = places[key] { return place }
    var event = make()
    event.id = position
    var buffer = ByteBuffer()
    event.write(into: &buffer)
    parts.append(buffer)
    places[key] = parts.count - 1
    return parts.count - 1
  }

  /// Several events as one piece of bytes; readers who get the same share it.
  func bytes(_ wanted: [Part]) -> ByteBuffer {
    if wanted.count == 1 { return parts[wanted[0]] }
    if let known = joined[wanted] { return known }
    var buffer = ByteBuffer()
    buffer.reserveCapacity(wanted.reduce(0) { $0 + parts[$1].readableBytes })
    for part in wanted { buffer.writeImmutableBuffer(parts[part]) }
    joined[wanted] = buffer
    return buffer
  }
}
