package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.FakeFeed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WindowModelTest {
    private final FakeFeed firstFeed = new FakeFeed();
    private final FakeFeed secondFeed = new FakeFeed();
    private final Session embedded = session(Session.Origin.EMBEDDED, firstFeed);
    private final Session attached = session(Session.Origin.ATTACHED, secondFeed);
    private final WindowModel model = new WindowModel();

    private static Session session(Session.Origin origin, FakeFeed feed) {
        return new Session(origin, origin.name(), () -> feed, () -> FeedFixtures.NOW);
    }

    private static void tick(FakeFeed feed, long millis, long... ids) {
        feed.viewer()
                .tick(FeedFixtures.tick(
                        1,
                        millis,
                        Arrays.stream(ids).mapToObj(FeedFixtures::row).toList()));
    }

    private ConnectionKey key(long id) {
        return model.view().key(id);
    }

    @Test
    void aConnectionOfAServerThatWasStartedAgainIsAnotherOne() {
        model.add(embedded);
        firstFeed.viewer().connected("echo", true, "start-1");
        tick(firstFeed, FeedFixtures.NOW, 1);
        ConnectionKey before = key(1);
        model.select(before);
        firstFeed.viewer().connected("echo", true, "start-1"); // the same process, after an interruption
        assertThat(firstFeed.asked()).containsExactly("follow 1", "follow 1");

        firstFeed.viewer().connected("echo", true, "start-2");
        tick(firstFeed, FeedFixtures.NOW + 100, 1);
        assertThat(firstFeed.asked()).containsExactly("follow 1", "follow 1", "unfollow 1");
        byte[] bytes = {'x', '\n'};
        firstFeed.viewer().traffic(new Traffic(1, FeedFixtures.NOW, true, bytes, 2, 0));
        assertThat(model.selection().followed().traffic().pieces())
                .allSatisfy(piece -> assertThat(piece.bytes()).isEmpty());
        assertThat(model.view().entry(before)).isNull();
        assertThat(model.select(key(1))).isTrue();
        assertThat(firstFeed.asked()).endsWith("follow 1");
    }

    @Test
    void aNumberIsNotFollowedWhileTheFeedIsLost() {
        model.add(embedded);
        firstFeed.viewer().connected("echo", true, "start-1");
        tick(firstFeed, FeedFixtures.NOW, 1);
        firstFeed.viewer().lost("Connection refused", 1_000);
        model.select(key(1));
        assertThat(firstFeed.asked()).isEmpty();
        firstFeed.viewer().connected("echo", true, "start-2");
        assertThat(firstFeed.asked()).containsExactly("unfollow 1");
    }

    @Test
    void isEmptyWithoutServers() {
        assertThat(model.current()).isNull();
        assertThat(model.view()).isSameAs(ServerView.EMPTY);
        model.setPaused(true);
        assertThat(model.view()).isSameAs(ServerView.EMPTY);
        assertThat(model.select(key(1))).isFalse();
        assertThat(model.detach()).isNull();
        model.showNext(1);
        assertThat(model.current()).isNull();
    }

    @Test
    void showsTheServerAddedLastAndCyclesThroughAll() {
        model.add(embedded);
        model.add(attached);
        assertThat(model.current()).isSameAs(attached);
        model.showNext(1);
        assertThat(model.current()).isSameAs(embedded);
        model.showNext(-1);
        assertThat(model.current()).isSameAs(attached);
        model.show(embedded);
        assertThat(model.current()).isSameAs(embedded);
    }

    @Test
    void aPausedViewStaysWhileTheServerGoesOn() {
        model.add(embedded);
        tick(firstFeed, FeedFixtures.NOW, 1);
        model.setPaused(true);
        ServerView held = model.view();
        tick(firstFeed, FeedFixtures.NOW + 100, 1, 2);
        assertThat(model.view()).isSameAs(held);
        assertThat(model.time(FeedFixtures.NOW + 5_000)).isEqualTo(held.receivedMillis());
        assertThat(embedded.view().entries()).hasSize(2);

        model.setPaused(false);
        assertThat(model.view().entries()).hasSize(2);
        assertThat(model.time(FeedFixtures.NOW + 5_000)).isEqualTo(FeedFixtures.NOW + 5_000);
    }

    @Test
    void showingAnotherServerEndsThePauseAndTheSelection() {
        model.add(embedded);
        tick(firstFeed, FeedFixtures.NOW, 1);
        model.select(key(1));
        model.setPaused(true);
        model.add(attached);
        assertThat(model.paused()).isFalse();
        assertThat(model.selection()).isNull();
        assertThat(firstFeed.asked()).containsExactly("follow 1", "unfollow 1");
        assertThat(model.view()).isSameAs(attached.view());
    }

    @Test
    void followsTheSelectedConnectionOnly() {
        model.add(embedded);
        tick(firstFeed, FeedFixtures.NOW, 1, 2);
        assertThat(model.select(key(1))).isTrue();
        assertThat(model.select(key(1))).isFalse();
        assertThat(model.select(key(2))).isTrue();
        assertThat(firstFeed.asked()).containsExactly("follow 1", "unfollow 1", "follow 2");
        assertThat(model.selection().entry().id()).isEqualTo(2);

        byte[] bytes = "hello\n".getBytes(StandardCharsets.UTF_8);
        firstFeed.viewer().traffic(new Traffic(1, FeedFixtures.NOW, true, bytes, bytes.length, 0));
        firstFeed.viewer().traffic(new Traffic(2, FeedFixtures.NOW, true, bytes, bytes.length, 0));
        assertThat(model.selection().followed().traffic().connection()).isEqualTo(2);
        assertThat(model.selection().followed().traffic().pieces()).hasSize(1);

        assertThat(model.select(null)).isTrue();
        assertThat(model.selection()).isNull();
        assertThat(firstFeed.asked()).endsWith("unfollow 2");
    }

    @Test
    void anUnknownConnectionDeselects() {
        model.add(embedded);
        tick(firstFeed, FeedFixtures.NOW, 1);
        model.select(key(1));
        assertThat(model.select(key(99))).isTrue();
        assertThat(model.selection()).isNull();
        assertThat(firstFeed.asked()).containsExactly("follow 1", "unfollow 1");
    }

    @Test
    void detachesAllButTheEmbeddedServerAndTheLastOne() {
        model.add(attached);
        assertThat(model.detach()).isNull();
        model.add(embedded);
        assertThat(model.detach()).isNull();
        model.show(attached);
        assertThat(model.detach()).isSameAs(attached);
        assertThat(model.current()).isSameAs(embedded);
        assertThat(secondFeed.asked()).isEmpty(); // the caller closes it
    }

    @Test
    void remembersTheDemonstrationUntilItIsDetached() {
        model.add(embedded);
        model.addDemonstration(attached);
        assertThat(model.demonstration()).isSameAs(attached);
        assertThat(model.current()).isSameAs(attached);
        model.show(embedded);
        assertThat(model.demonstration()).isSameAs(attached);
        model.show(attached);
        model.detach();
        assertThat(model.demonstration()).isNull();
    }

    @Test
    void closesAllSessions() {
        model.add(embedded);
        model.add(attached);
        model.close();
        assertThat(List.of(firstFeed.asked(), secondFeed.asked()))
                .containsExactly(List.of("closed"), List.of("closed"));
    }
}
