/// The names of months and of days of the week in the languages whose exports name them: English, German, French, Spanish,
/// Portuguese, Italian and Dutch. A word means the same month in each that has it.
enum MonthNames {
  /// Bytes of the longest one.
  static let longest = 12

  private static let months: [String] = [
    "jan january januar janv janvier ene enero janeiro gen gennaio januari jän jänner",
    "feb february februar févr fév février febrero fev fevereiro febbraio februari",
    "mar march mär märz mrz mars marzo março mrt maart",
    "apr april avr avril abr abril aprile",
    "may mai mayo maio mag maggio mei",
    "jun june juni juin junio junho giu giugno",
    "jul july juli juil juillet julio julho lug luglio",
    "aug august août aoû ago agosto augustus",
    "sep sept september septembre septiembre set setembro settembre",
    "oct october okt oktober octobre octubre out outubro ott ottobre",
    "nov november novembre noviembre novembro",
    "dec december dez dezember déc décembre dic diciembre dezembro dicembre",
  ]

  private static let weekdays = """
    mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday mo di mi do fr sa
    so montag dienstag mittwoch donnerstag freitag samstag sonntag lun mer jeu ven sam dim mié jue vie sáb dom seg ter qua
    qui sex gio sab ma wo vr za zo
    """

  private static let byName: [String: Int] = {
    var names: [String: Int] = [:]
    for (place, words) in months.enumerated() {
      for word in words.split(separator: " ") { names[String(word)] = place + 1 }
    }
    return names
  }()

  private static let dayNames = Set(weekdays.split { $0.isWhitespace }.map(String.init))

  private static let english = "janfebmaraprmayjunjulaugsepoctnovdec".utf8.map { $0 }

  /// Nil of what is no month; capitals do not matter.
  static func month(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    if word.count == 3 {
      // Most files write months so.
      let (a, b, c) = (word[0] | 0x20, word[1] | 0x20, word[2] | 0x20)
      for month in 0..<12 where english[3 * month] == a && english[3 * month + 1] == b && english[3 * month + 2] == c {
        return month + 1
      }
    }
    return text(word).flatMap { byName[$0] }
  }

  static func isWeekday(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    text(word).map(dayNames.contains) ?? false
  }

  private static func text(_ word: UnsafeBufferPointer<UInt8>) -> String? {
    String(validating: word, as: UTF8.self)?.lowercased()
  }
}
