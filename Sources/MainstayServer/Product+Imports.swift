import AgreementFiles
import BusinessTime
import Core
import ImportUseCases
import Kernel
import ServiceNowLog
import SystemZones

extension Product {
  /// Uploaded files of other tools, each surveyed as a whole beside the threads that answer; its faults come before
  /// anything is begun.
  public static let readHistories = HistoryReader(shipped: shippedMappings) { file in
    let mapping = try mapping(of: file.mapping)
    let named = file.zone.isEmpty ? mapping?.zone ?? "" : file.zone
    let rules = try? SystemZones().rules(for: named)
    // Each time of a mapped file may say its own.
    guard rules != nil || (named.isEmpty && mapping != nil) else {
      throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
    }
    let survey = try await surveys.run {
      guard let mapping else {
        return try LogSurvey(
          bytes: file.bytes, zone: rules ?? .utc, dates: file.dates, mostUnpacked: ImportLimits.unpacked)
      }
      return try LogSurvey(
        bytes: file.bytes, mapping: mapping, zone: rules, dates: file.dates, mostUnpacked: ImportLimits.unpacked)
    }
    let identity = ImportIdentity(
      source: survey.source, name: file.name, digest: survey.digest, zone: rules?.identifier ?? "UTC",
      reading: survey.reading)
    return ImportUpload(identity) { try survey.log() }
  }

  private static func mapping(of mapping: HistoryFile.Mapping) throws -> TicketMapping? {
    switch mapping {
    case .serviceNowLog: nil
    case .shipped(let name): try shippedMapping(name)
    case .own(let text): try readMapping(text)
    }
  }

  /// - Throws: `MainstayError.invalid` naming `mapping` where none is called so.
  public static func shippedMapping(_ name: String) throws -> TicketMapping {
    guard let text = ShippedMappings.text(name) else {
      let names = ShippedMappings.all.map(\.name).joined(separator: ", ")
      throw MainstayError.field("mapping", "is none that comes with the product; those are \(names)")
    }
    return try readMapping(text)
  }

  /// - Throws: `MainstayError.invalid` with every fault below `mapping`.
  public static func readMapping(_ text: [UInt8]) throws -> TicketMapping {
    do {
      guard text.count <= MappingLimit.bytes else {
        throw MainstayError.field("", "is longer than \(MappingLimit.bytes) bytes")
      }
      return try TicketMapping(text: text, value: StructuredFile.json(text))
    } catch MainstayError.invalid(let faults) {
      throw MainstayError.invalid(
        faults.map {
          $0.path == "mapping" ? $0 : FieldFault("mapping", ($0.path.isEmpty ? "" : $0.path + " ") + $0.message)
        })
    }
  }

  private static let shippedMappings: [HistoryReader.Shipped] = ShippedMappings.all.map { name, text in
    let title = (try? readMapping(Array(text.utf8)))?.title ?? name
    return HistoryReader.Shipped(name: name, title: title)
  }

  /// One after another: reading a log is work for a processor. It ends with its request.
  private static let surveys = ComputingThreads(
    width: 1, most: ImportLimits.surveys, busy: "logs are being read")
}
