import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import Services
import Storage

/// A question about a period, with the versions that it goes by.
struct PeriodQuestion {
  var question: ServiceQuestion
  var version: PromiseVersion
  /// Of the calendar of service time.
  var calendar: Int?
  /// A newer version of the calendar, which holds from the next period on.
  var laterCalendar: LaterCalendar?
}

extension Look {
  /// The rules of a time zone.
  ///
  /// - Throws: `invalid` at `timeZone` where this machine does not know it.
  func zone(_ name: String) throws -> ZoneRules {
    try app.agreements.calendarSource.calendar(.aroundTheClock(timeZone: name)).zone
  }

  /// How available a service was in a period of its line: by the version of its promise that held, or by those that a
  /// statement names.
  ///
  /// - Returns: nil where nothing was promised.
  func question(
    of service: String, _ line: PromiseLine, _ period: ServicePeriod, as statement: AvailabilityStatement? = nil
  ) throws -> PeriodQuestion? {
    let found =
      statement.map { stated in line.versions.first { $0.number == stated.promise } }
      ?? line.version(on: period.first)
    guard let version = found, let promise = version.promise else { return nil }
    let zone = try zone(promise.timeZone)
    let begin = zone.instant(of: period.first, secondOfDay: 0)
    let hours = try hours(
      promise.calendar, version: statement?.calendar, appliedBy: version.calendarsCount(until: begin))
    var question = ServiceQuestion(
      service: service, promise: promise, period: period, zone: zone, hours: hours?.calendar, outages: [], asOf: now)
    let margin = ServiceQuestion.margin(promise)
    question.outages = try OutageStore.touching(
      service, from: question.from - margin, to: question.to + margin, in: transaction)
    // No time after the period counts, and what is stated of it rests on records alone, whenever it is looked at.
    question.asOf = min(now, question.to)
    if statement == nil { question.knownUntil = now }
    return PeriodQuestion(
      question: question, version: version, calendar: hours?.version,
      laterCalendar: statement == nil ? hours?.later : nil)
  }

  /// A version of the calendar of service time, with the newest where that is a later one.
  private struct ServiceHours {
    var calendar: BusinessCalendar
    var version: Int
    var later: LaterCalendar?
  }

  /// The calendar of service time: the version that a statement names, or the newest that counts.
  ///
  /// - Parameter limit: Versions that were applied afterwards do not count.
  private func hours(_ key: String?, version: Int?, appliedBy limit: Instant) throws -> ServiceHours? {
    guard let key else { return nil }
    let versions = try AgreementStore.calendars(key: key, in: transaction)
    guard let version = version ?? (versions.last { $0.appliedAt <= limit } ?? versions.first)?.version,
      let found = try app.agreements.calendar(key, version: version, in: transaction)
    else {
      throw MainstayError.unreadable(record: "calendar \(key)", reason: "a promise names it, and it is not there")
    }
    let later = versions.last { $0.version > version }
    return ServiceHours(
      calendar: found, version: version,
      later: later.map { LaterCalendar(version: $0.version, appliedAt: $0.appliedAt) })
  }

  /// The newest version of the calendar that the period that runs does not go by, since it was applied afterwards; nil
  /// where it goes by the newest.
  func calendarToTake(_ service: String, _ line: PromiseLine, from: CivilDate) throws -> LaterCalendar? {
    guard let running = try running(line), running.first == from else { return nil }
    return try question(of: service, line, running)?.laterCalendar
  }

  /// The first date of the period that runs at present; nil where none does.
  func running(_ line: PromiseLine) throws -> ServicePeriod? {
    for version in line.versions.reversed() {
      guard let promise = version.promise else { continue }
      let today = try zone(promise.timeZone).local(now).date
      // In whose zone today is: of the version that holds today.
      if line.version(on: today)?.number == version.number { return line.period(containing: today) }
    }
    return nil
  }

  /// When the next period of a service ends that is not stated yet; nil where nothing is promised from then on.
  func nextEnd(of service: String, _ line: PromiseLine) throws -> Instant? {
    let latest = try PromiseStore.latestStatements(of: service, in: transaction).last
    guard let next = (latest?.period.next ?? line.first).flatMap(line.period(from:)),
      let promise = line.version(on: next.first)?.promise
    else { return nil }
    return try zone(promise.timeZone).instant(of: next.next, secondOfDay: 0)
  }
}
