// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/transparency/transparency.hpp"

#include <algorithm>

namespace lethe::api {
namespace {

struct Text {
  const char *topic, *english, *german;
};

constexpr Text attendance{
    "attendance",
    "Your IP address, the room, and from when until when you were in it. It is erased after so many days.",
    "Ihre IP-Adresse, der Raum, und von wann bis wann Sie darin waren. Gelöscht wird das nach so vielen Tagen."};
constexpr Text no_attendance{"attendance", "Not even IP addresses: who was in a room, and when, is not stored.",
                             "Nicht einmal IP-Adressen: Wer wann in einem Raum war, wird nicht gespeichert."};

constexpr Text rooms_without_account{
    "rooms-without-account",
    "The same of rooms that a frontend made or that were opened at the start of the server, and the last day on which "
    "somebody was in them or was invited. Until they are deleted, or nobody was in them for so many days.",
    "Dasselbe von Räumen, die eine andere Anwendung angelegt hat oder die beim Start des Servers geöffnet wurden, und "
    "der letzte Tag, an dem jemand darin war oder eingeladen wurde. Bis sie gelöscht werden oder so viele Tage lang "
    "niemand darin war."};

constexpr Text stored_texts[] = {
    {"account",
     "Of who has an account: user name, a hash of the password and, for those who wish, an e-mail address that nobody "
     "checks, when it was made and, while they are logged in, a hash of each session. Until they erase the account. "
     "Guests need none.",
     "Von denen, die ein Konto haben: Benutzername, ein Hash des Passworts und, wer möchte, eine E-Mail-Adresse, die "
     "niemand prüft, die Zeit der Anlage und, solange sie angemeldet sind, ein Hash jeder Sitzung. Bis sie das Konto "
     "löschen. Gäste brauchen keines."},
    {"rooms",
     "Of rooms that belong to an account: their name, settings and time of creation, a hash of the PIN if there is "
     "one, "
     "and of each invitation a hash, its role and its limits. Besides a random number, another one for each meeting, "
     "by "
     "which those who were inside are let in again after a restart; it says nothing of them. Until they are deleted.",
     "Von Räumen, die zu einem Konto gehören: Name, Einstellungen und Zeit der Anlage, ein Hash der PIN, wenn es eine "
     "gibt, und von jeder Einladung ein Hash, ihre Rolle und ihre Grenzen. Außerdem eine Zufallszahl, für jedes "
     "Treffen "
     "eine andere, an der nach einem Neustart erkannt wird, wer schon darin war; über diese Leute sagt sie nichts. Bis "
     "sie gelöscht werden."},
    {"conversation",
     "Sound and pictures are in the memory of one process, for fractions of a second, while they are mixed. They are "
     "stored nowhere.",
     "Ton und Bild sind im Speicher eines einzigen Prozesses, für Bruchteile von Sekunden, während sie gemischt "
     "werden. "
     "Gespeichert werden sie nirgends."},
    {"names",
     "The name you choose for a room is in memory and forgotten when you leave; above what you wrote in the chat it "
     "stays as long as that. It can be any name.",
     "Der Name, den Sie für einen Raum wählen, steht im Arbeitsspeicher und wird vergessen, wenn Sie gehen; über dem, "
     "was Sie im Chat geschrieben haben, bleibt er so lange wie dieses. Er kann beliebig sein."},
    {"chat",
     "What is written in a room's chat is in memory only, the newest 500 messages, until they are deleted or the last "
     "participant has left.",
     "Was im Chat eines Raums geschrieben wird, steht nur im Arbeitsspeicher, die neuesten 500 Nachrichten, bis sie "
     "gelöscht werden oder der letzte Teilnehmer gegangen ist."},
    {"log",
     "The log of the server has events and numbers, and at no level of detail addresses, names, links or anything "
     "said.",
     "Das Protokoll des Servers enthält Ereignisse und Zahlen, in keiner Ausführlichkeit aber Adressen, Namen, Links "
     "oder Gesagtes."},
    {"browser", "In your browser: no cookie and nothing that outlives the page.",
     "In Ihrem Browser: kein Cookie und nichts, was die Seite überdauert."},
};

constexpr Text not_storable_texts[] = {
    {"no-code",
     "The process that decodes sound and pictures has no code to record them: no option, no switch, and none of the "
     "libraries that write media files.",
     "Der Prozess, der Ton und Bild entschlüsselt, hat keinen Code zum Aufzeichnen: keine Option, keinen Schalter und "
     "keine der Bibliotheken, die Mediendateien schreiben."},
    {"file-size", "The kernel refuses it every write to a file: its limit for the size of files is 0 bytes.",
     "Der Betriebssystemkern verweigert ihm jedes Schreiben in eine Datei: Die Höchstgröße für Dateien beträgt 0 "
     "Byte."},
    {"file-access", "It can open no file and make none, anywhere (Landlock).",
     "Er kann keine Datei öffnen und keine anlegen, nirgends (Landlock)."},
    {"system-calls",
     "Only the system calls of a conference are open to it. Any other, such as starting a program, ends it at once "
     "(seccomp).",
     "Nur die Systemaufrufe einer Konferenz stehen ihm offen. Jeder andere, etwa der Start eines Programms, beendet "
     "ihn sofort (seccomp)."},
    {"memory", "Its memory is closed to debuggers and crash reports, and it has no administrator's rights.",
     "Sein Speicher ist für Debugger und Absturzberichte verschlossen, und er hat keine Verwalterrechte."},
};

constexpr Text not_promised_texts[] = {
    {"operator",
     "Whoever has administrator's rights on the machine can read its memory or run another program. That the program "
     "is the published one can be checked on the machine only.",
     "Wer auf der Maschine Verwalterrechte hat, kann ihren Speicher lesen oder ein anderes Programm laufen lassen. "
     "Dass "
     "es das veröffentlichte ist, lässt sich nur auf der Maschine prüfen."},
    {"end-to-end",
     "To mix one picture for everybody, the server has to decrypt: the ways to it are encrypted, but not end to end.",
     "Um ein Bild für alle zu mischen, muss der Server entschlüsseln: Verschlüsselt sind die Wege zu ihm, nicht die "
     "Strecke von Ende zu Ende."},
    {"participants", "Everybody in a room can record it on their own device. No server can prevent that.",
     "Wer in einem Raum ist, kann auf dem eigenen Gerät aufzeichnen. Das kann kein Server verhindern."},
    {"network", "Those who carry your data see that you were connected to this server, and when.",
     "Wer Ihre Daten transportiert, sieht, dass und wann Sie mit diesem Server verbunden waren."},
};

constexpr Text webhooks = {"webhooks",
                           "The operator has other servers told when rooms begin and end and when somebody comes, "
                           "waits or leaves: with numbers, "
                           "not names.",
                           "Der Betreiber lässt anderen Servern mitteilen, wann Räume beginnen und enden und wann "
                           "jemand kommt, wartet oder geht: "
                           "mit Nummern, nicht mit Namen."};
constexpr Text webhooks_with_names = {
    "webhooks",
    "The operator has other servers told when rooms begin and end and when somebody comes, waits or leaves, with the "
    "names of rooms and people. What becomes of it there is not known here.",
    "Der Betreiber lässt anderen Servern mitteilen, wann Räume beginnen und enden und wann jemand kommt, wartet oder "
    "geht, "
    "mit den Namen von Räumen und Personen. Was dort daraus wird, ist hier nicht bekannt."};

constexpr Text onion = {"onion",
                        "Who comes over the onion service has no address here: the log says “onion”. WebRTC is not "
                        "offered there, and its pages ask no other server for anything. Its name:",
                        "Wer über den Onion-Dienst kommt, hat hier keine Adresse: Im Protokoll steht „onion“. WebRTC "
                        "wird dort nicht angeboten, und seine Seiten fragen keinen anderen Server. Sein Name:"};

Statement statement(const Text& text, Language language) {
  return {text.topic, language == Language::German ? text.german : text.english, std::nullopt};
}

template <std::size_t N>
std::vector<Statement> statements(const Text (&texts)[N], Language language) {
  std::vector<Statement> all;
  for (const Text& text : texts) all.push_back(statement(text, language));
  return all;
}

std::vector<Statement> stored(const config::Config& config, Language language) {
  const int days = config.store.retention_days;
  std::vector<Statement> all{statement(days > 0 ? attendance : no_attendance, language)};
  if (days > 0) all.back().days = days;
  for (auto& one : statements(stored_texts, language)) {
    const bool rooms = one.topic == "rooms";
    all.push_back(std::move(one));
    if (!rooms) continue;
    all.push_back(statement(rooms_without_account, language));
    all.back().days = config.limits.unused_room_days;
  }
  const auto& hooks = config.webhooks;
  const bool named = std::any_of(hooks.begin(), hooks.end(), [](const config::Webhook& hook) { return hook.names; });
  if (!hooks.empty()) all.push_back(statement(named ? webhooks_with_names : webhooks, language));
  if (!config.onion.address.empty()) {
    all.push_back(statement(onion, language));
    all.back().text += " http://" + config.onion.address;
  }
  return all;
}

// How many processes there are is nobody's business: it tells how many rooms are open.
std::vector<MediaWalls> distinct(const std::vector<wire::Ready>& media) {
  std::vector<MediaWalls> all;
  for (const auto& one : media) {
    const MediaWalls walls{one.build, one.filter, {one.attempts, one.refused}};
    if (std::find(all.begin(), all.end(), walls) == all.end()) all.push_back(walls);
  }
  return all;
}

}  // namespace

Transparency transparency(const config::Config& config, std::vector<ProgramFile> programs,
                          const std::vector<wire::Ready>& media, Language language) {
  return {.language = std::string(tag(language)),
          .build = LETHE_BUILD,
          .source_url = config.http.source_url,
          .programs = std::move(programs),
          .media = distinct(media),
          .stored = stored(config, language),
          .not_storable = statements(not_storable_texts, language),
          .not_promised = statements(not_promised_texts, language)};
}

}  // namespace lethe::api
