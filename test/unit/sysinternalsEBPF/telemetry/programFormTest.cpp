// SPDX-License-Identifier: MIT
#include "programForm.h"

#include <bpf/libbpf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <linux/bpf.h>
#include <memory>
#include <string>
#include <string_view>

using namespace sysinternals;

namespace {

struct ObjectClose {
    void operator()(bpf_object* object) const { bpf_object__close(object); }
};

/// An object that is only opened, with what it was told.
class ProgramFormTest : public testing::TestWithParam<bool> {
protected:
    void SetUp() override
    {
        object_.reset(bpf_object__open_file(BPF_OBJECTS "/sysmonEBPFkern5.6-_core.o", nullptr));
        ASSERT_TRUE(object_);
        tellForm(object_.get(), {.typedCalls = 0, .typedTask = 1, .taskStorage = GetParam()});
    }

    std::unique_ptr<bpf_object, ObjectClose> object_;
};

TEST_P(ProgramFormTest, ProgramsReadWhatTheyAreTold)
{
    bpf_map* section = bpf_object__find_map_by_name(object_.get(), TELEMETRY_FORM_SECTION);
    ASSERT_TRUE(section);
    size_t size = 0;
    const void* value = bpf_map__initial_value(section, &size);
    telemetryForm told{};
    ASSERT_EQ(size, sizeof(told));
    memcpy(&told, value, sizeof(told));
    EXPECT_EQ(told.typedCalls, 0);
    EXPECT_EQ(told.typedTask, 1);
    EXPECT_EQ(told.taskStorage, GetParam());
}

TEST_P(ProgramFormTest, NotesHaveOnePlace)
{
    sizeNotes(object_.get(), GetParam(), 1);
    int storages = 0;
    int notes = 0;
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object_.get())
    {
        if (bpf_map__type(map) == BPF_MAP_TYPE_TASK_STORAGE) {
            storages++;
            EXPECT_EQ(bpf_map__autocreate(map), GetParam()) << bpf_map__name(map);
        } else if (std::string_view(bpf_map__name(map)).starts_with(TELEMETRY_NOTES)) {
            notes++;
            EXPECT_EQ(bpf_map__max_entries(map) > 1024, !GetParam()) << bpf_map__name(map);
        }
    }
    EXPECT_GT(storages, 0);
    EXPECT_EQ(storages, notes) << "each kind of note has both";
}

/// The kernel lets each processor hold some free ones back.
TEST_P(ProgramFormTest, NotesAreMoreWhereManyProcessorsAreOnline)
{
    sizeNotes(object_.get(), GetParam(), 256);
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object_.get())
    {
        if (!std::string_view(bpf_map__name(map)).starts_with(TELEMETRY_NOTES)) continue;
        EXPECT_EQ(bpf_map__max_entries(map) >= 256u * 256u, !GetParam()) << bpf_map__name(map);
    }
}

INSTANTIATE_TEST_SUITE_P(All, ProgramFormTest, testing::Bool());

} // namespace
