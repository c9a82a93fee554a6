// SPDX-License-Identifier: AGPL-3.0-or-later
// The sound of a shared screen and of our microphone as one track, because a session has one of sound. Loaded with the first
// screen that has sound.

export class SharedSound {
  #context = new AudioContext();
  #output = this.#context.createMediaStreamDestination();
  #microphone = null;

  constructor(track) {
    this.#add(track);
  }

  get track() {
    return this.#output.stream.getAudioTracks()[0];
  }

  // Or null. One that is off adds silence.
  setMicrophone(track) {
    this.#microphone?.disconnect();
    this.#microphone = track && this.#add(track);
  }

  close() {
    this.#context.close();
  }

  #add(track) {
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    source.connect(this.#output);
    return source;
  }
}
