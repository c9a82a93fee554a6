// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_devices.hpp"
#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

struct DevicesPart : PartTest {
  Devices devices{around, people, media, *this};
  std::vector<std::variant<DeviceAnswer, Error>> answers;
  void offer() {
    DeviceOffer asked;
    asked.sdp = "v=0\r\n";
    devices.offer(asked, "invitation", [this](const auto& answer) { answers.push_back(answer); });
  }
};

TEST_F(DevicesPart, ADeviceEntersWithTheSeatOfItsOffer) {
  offer();
  EXPECT_EQ(devices.arriving(), 1u);
  EXPECT_TRUE(people.empty()) << "nobody hears of it yet";
  recorded.last().reply(wire::Answer{"answer"});
  const std::string session = std::get<DeviceAnswer>(answers.at(0)).session;
  add("ada");
  devices.enter(session);
  EXPECT_EQ(devices.arriving(), 0u);
  const Participant* device = people.of_device(session);
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->seat, recorded.last().all<wire::Offer>().at(0).seat);
  EXPECT_EQ(device->invitation, "invitation");
  EXPECT_TRUE(device->live);
  EXPECT_FALSE(device->leaves_at);
  EXPECT_EQ(settled, 1);
  EXPECT_EQ(code_of([&] { devices.enter(session); }), "not-found");
}

TEST_F(DevicesPart, OneThatNobodyClaimsIsForgotten) {
  offer();
  recorded.last().reply(wire::Answer{"answer"});
  devices.tick(time += 4s);
  EXPECT_EQ(settled, 0);
  devices.tick(time += 1s);
  EXPECT_EQ(devices.arriving(), 0u);
  EXPECT_EQ(recorded.last().all<wire::Close>().size(), 1u);
  EXPECT_EQ(settled, 1);
}

TEST_F(DevicesPart, ARefusalIsToldAndForgotten) {
  offer();
  recorded.last().reply(wire::Failure{"invalid-sdp", {}});
  EXPECT_EQ(std::get<Error>(answers.at(0)).code(), Code::InvalidSdp);
  EXPECT_EQ(devices.arriving(), 0u);
  offer();
  devices.clear();
  recorded.last().reply(wire::Answer{"late"});
  EXPECT_EQ(std::get<Error>(answers.at(1)).code(), Code::NotFound);
}

}  // namespace
}  // namespace lethe::room
