// SPDX-License-Identifier: AGPL-3.0-or-later
// Sentences of the pages without a script, in both languages side by side.
#pragma once

#include "api/language.hpp"

namespace lethe::api {

struct SeatWords {
  const char *listens_as, *picture, *sound, *newest_sound, *rate, *size, *apply, *chat, *message, *send, *aloud, *sent,
      *hand_up, *hand_down, *hand_is_up, *hand_is_down, *people, *leave, *left_title, *left_text, *waiting_title,
      *waiting_text, *go_on, *again, *failed_title, *listening, *joined, *left, *raised, *lowered, *only_to_you,
      *removed, *ended, *denied, *admitted, *in_room, *newest_first, *bad_link;
};

inline const SeatWords& seat_words(Language language) {
  static constexpr SeatWords english{
      .listens_as = "You take part as",
      .picture = "Picture",
      .sound = "Sound",
      .newest_sound = "Sound: jump to now",
      .rate = "Pictures a second",
      .size = "Size",
      .apply = "Apply",
      .chat = "Chat and news",
      .message = "Message to all",
      .send = "Send",
      .aloud = "Say it aloud",
      .sent = "Sent.",
      .hand_up = "Raise hand",
      .hand_down = "Lower hand",
      .hand_is_up = "Your hand is up.",
      .hand_is_down = "Your hand is down.",
      .people = "Who is here",
      .leave = "Leave",
      .left_title = "You have left",
      .left_text = "Nothing of this meeting is stored here.",
      .waiting_title = "Please wait",
      .waiting_text = "Somebody will let you in. When the lines below say so, press the button.",
      .go_on = "Go on",
      .again = "Back",
      .failed_title = "That did not work",
      .listening = "listening",
      .joined = "has come",
      .left = "has left",
      .raised = "raises a hand",
      .lowered = "Your hand was lowered.",
      .only_to_you = "(only to you)",
      .removed = "You were removed from the room.",
      .ended = "The meeting is over.",
      .denied = "You were not let in.",
      .admitted = "You were let in. Press the button.",
      .in_room = "In the room",
      .newest_first = "The newest is at the top.",
      .bad_link = "The invitation cannot be read. Paste the whole link.",
  };
  static constexpr SeatWords german{
      .listens_as = "Sie nehmen teil als",
      .picture = "Bild",
      .sound = "Ton",
      .newest_sound = "Ton: zum Jetzt springen",
      .rate = "Bilder je Sekunde",
      .size = "Größe",
      .apply = "Übernehmen",
      .chat = "Chat und Neues",
      .message = "Nachricht an alle",
      .send = "Senden",
      .aloud = "Laut vorlesen",
      .sent = "Gesendet.",
      .hand_up = "Hand heben",
      .hand_down = "Hand senken",
      .hand_is_up = "Ihre Hand ist gehoben.",
      .hand_is_down = "Ihre Hand ist unten.",
      .people = "Wer ist da",
      .leave = "Verlassen",
      .left_title = "Sie haben den Raum verlassen",
      .left_text = "Von diesem Treffen ist hier nichts gespeichert.",
      .waiting_title = "Bitte warten",
      .waiting_text = "Jemand lässt Sie ein. Wenn es in den Zeilen unten steht, drücken Sie den Knopf.",
      .go_on = "Weiter",
      .again = "Zurück",
      .failed_title = "Das ging nicht",
      .listening = "hört zu",
      .joined = "ist gekommen",
      .left = "ist gegangen",
      .raised = "hebt die Hand",
      .lowered = "Ihre Hand wurde gesenkt.",
      .only_to_you = "(nur an Sie)",
      .removed = "Sie wurden aus dem Raum entfernt.",
      .ended = "Das Treffen ist zu Ende.",
      .denied = "Sie wurden nicht eingelassen.",
      .admitted = "Sie wurden eingelassen. Drücken Sie den Knopf.",
      .in_room = "Im Raum",
      .newest_first = "Das Neueste steht oben.",
      .bad_link = "Die Einladung ist nicht lesbar. Fügen Sie den ganzen Link ein.",
  };
  return language == Language::German ? german : english;
}

}  // namespace lethe::api
