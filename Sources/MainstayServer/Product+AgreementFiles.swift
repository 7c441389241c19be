import AgreementFiles
import AgreementsUseCases
import BusinessTime
import Core
import Definitions
import DefinitionsUseCases
import Foundation
import Kernel
import Synchronization
import SystemZones
import Tickets

extension App {
  /// Reads agreement files into drafts; an agreement may name a calendar of any of the files, or one
  /// that was applied before.
  ///
  /// - Throws: `MainstayError.invalid` with every fault of every file, by file name and path; `unavailable` where
  ///   more than `AgreementReading.waitingLimit` are being read already.
  public func readAgreements(
    _ files: [AgreementFile.Source], zones: any ZoneSource = SystemZones()
  ) async throws -> AgreementDrafts {
    let versions = try await ask(CalendarVersions(), as: .system("agreement-files"))
    // The newest version of a calendar comes first.
    let known = Dictionary(versions.map { ($0.key, $0.definition.workingDay) }) { newest, _ in newest }
    let read = try await AgreementReading.onThread { try AgreementFile(files, known: known, zones: zones) }
    return AgreementDrafts(read)
  }
}

extension App {
  /// Reads files of every kind that an export holds. A file that is none of them is read as one of agreements, whose
  /// faults say what is missing.
  ///
  /// - Parameter areOpenSLO: Whether every file is one of OpenSLO, whatever it looks like.
  /// - Throws: as `readAgreements(_:zones:)`; `invalid` also where promises in OpenSLO name a zone or a calendar that
  ///   neither the desk nor a file has.
  public func readDefinitions(
    _ files: [AgreementFile.Source], zones: any ZoneSource = SystemZones(), areOpenSLO: Bool = false
  ) async throws -> DefinitionSet {
    let today = deskDay(of: clock.now())
    let (others, agreements, named) = try await AgreementReading.onThread {
      try DefinitionSources.sort(files, today: today, areOpenSLO: areOpenSLO)
    }
    var set = others
    set.drafts = try await readAgreements(agreements, zones: zones)
    guard !named.isEmpty else { return set }
    let calendars = try await ask(CalendarVersions(), as: .system("agreement-files")).map(\.key)
    let known = Set(calendars).union(set.drafts.calendars.keys)
    let faults = named.flatMap { one -> [FieldFault] in
      switch one.kind {
      case .calendar:
        return known.contains(one.name) ? [] : [FieldFault(one.place, "there is no calendar \(one.name)")]
      case .timeZone:
        do {
          _ = try zones.rules(for: one.name)
          return []
        } catch MainstayError.invalid(let found) {
          return found.map { FieldFault(one.place, $0.message) }
        } catch {
          return [FieldFault(one.place, "there is no time zone \(one.name)")]
        }
      }
    }
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    return set
  }
}

/// Tells files of agreements from others.
private enum DefinitionSources {
  static func sort(
    _ files: [AgreementFile.Source], today: CivilDate, areOpenSLO: Bool
  ) throws -> (DefinitionSet, [AgreementFile.Source], [OpenSLOReading.Named]) {
    var named: [OpenSLOReading.Named] = []
    var (set, agreements, faults) = (DefinitionSet(), [AgreementFile.Source](), [FieldFault]())
    var rest = files[...]
    while let file = rest.popFirst() {
      if areOpenSLO || isOpenSLO(file.bytes) {
        do throws(MainstayError) {
          let read = try OpenSLOReading(documents: StructuredFile.documents(file.bytes), today: today)
          set.said += read.said
          named += read.named.map { .init(kind: $0.kind, name: $0.name, place: place(file, $0.place)) }
          for service in read.services {
            if set.services.contains(where: { $0.service == service.service }) {
              faults.append(FieldFault(place(file, "service"), "another file has the service \(service.service)"))
            }
            set.services.append(service)
          }
        } catch {
          guard case .invalid(let found) = error else { throw error }
          faults += found.map { FieldFault(place(file, $0.path), $0.message) }
        }
        continue
      }
      // What cannot be read at all is said by who reads agreements.
      guard let json = try? StructuredFile.json(file.bytes), !OneDefinition.isOfAgreements(json) else {
        agreements.append(file)
        continue
      }
      do throws(MainstayError) {
        switch try OneDefinition(json: json) {
        case .words(let words):
          if set.words.contains(where: { $0.list == words.list }) {
            faults.append(FieldFault(place(file, "list"), "another file has the list \(words.list.rawValue)"))
          }
          set.words.append(words)
        case .service(let service):
          if set.services.contains(where: { $0.service == service.service }) {
            faults.append(FieldFault(place(file, "service"), "another file has the service \(service.service)"))
          }
          set.services.append(service)
        case .ladder(let ladder):
          if set.ladders.contains(where: { $0.key == ladder.key }) {
            faults.append(FieldFault(place(file, "key"), "another file has the ladder \(ladder.key)"))
          }
          set.ladders.append(ladder)
        case .files(let inner):
          rest = inner.map { AgreementFile.Source(name: $0.name, bytes: Array($0.text.utf8)) } + rest
        }
      } catch {
        guard case .invalid(let found) = error else { throw error }
        faults += found.map { FieldFault(place(file, $0.path), $0.message) }
      }
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return (set, agreements, named)
  }

  /// Whether some line begins as documents of OpenSLO do.
  private static func isOpenSLO(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(separator: "\n").contains { line in
      // In a list, or in JSON, other marks stand before it.
      let isPlain = line.first != " "
      let rest = line.drop { " -{[".contains($0) }
      guard isPlain || rest.hasPrefix("\"apiVersion\"") else { return false }
      let plain = rest.replacing("\"", with: "").replacing("'", with: "").replacing(" ", with: "")
      return plain.hasPrefix("apiVersion:openslo/")
    }
  }

  private static func place(_ file: AgreementFile.Source, _ path: String) -> String {
    file.name.isEmpty ? path : path.isEmpty ? file.name : "\(file.name): \(path)"
  }
}

extension AgreementDrafts {
  /// What files say.
  public init(_ read: AgreementFile) {
    self.init(
      calendars: read.calendars,
      agreements: read.agreements.map { entry in
        AgreementTerms(
          key: entry.key, agreement: entry.agreement, scope: entry.scope, validFrom: entry.validFrom,
          validTo: entry.validTo, exclusions: entry.exclusions, particulars: entry.particulars,
          termination: entry.termination)
      })
  }
}

/// Reads files on a thread of its own, one after the other, so that a large one never holds up the threads that
/// answer requests.
enum AgreementReading {
  /// Readings that may wait; one more is refused.
  static let waitingLimit = 16

  private static let queue: OperationQueue = {
    let queue = OperationQueue()
    queue.name = "agreement files"
    queue.maxConcurrentOperationCount = 1
    return queue
  }()

  static func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    guard queue.operationCount < waitingLimit else {
      throw MainstayError.unavailable(reason: "more than \(waitingLimit) agreement files are being read")
    }
    let ending = ReadingEnd()
    // A request that has ended, by its limit of time too, takes its reading out of the queue.
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let operation = BlockOperation {
          guard !ending.isOver else { return continuation.resume(throwing: CancellationError()) }
          continuation.resume(with: Result { try work() })
        }
        queue.addOperation(operation)
      }
    } onCancel: {
      ending.end()
    }
  }
}

/// Whether anybody still waits for a reading.
private final class ReadingEnd: Sendable {
  private let over = Atomic(false)
  var isOver: Bool { over.load(ordering: .relaxed) }
  func end() { over.store(true, ordering: .relaxed) }
}
