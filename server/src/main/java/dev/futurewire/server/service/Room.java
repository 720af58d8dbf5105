package dev.futurewire.server.service;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import dev.futurewire.UpstreamException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The clients of a room on this server. A line of one client is sent to the others, and to other servers through the bus. */
final class Room {
    private final Map<Long, RoomMember> members = new ConcurrentHashMap<>();
    private final SlowConsumers slowConsumers;
    private final Bus bus;

    Room(SlowConsumers slowConsumers, Bus bus) {
        this.slowConsumers = slowConsumers;
        this.bus = bus;
    }

    /** Adds a client; completes when it has left, or fails when its connection is to be closed. */
    CompletableFuture<Void> join(AsyncChannel channel) {
        RoomMember member = new RoomMember(channel, slowConsumers);
        members.put(channel.id(), member);
        CompletableFuture<Void> talk =
                Futures.repeatWhile(() -> channel.readLineBytes().thenCompose(line -> {
                    if (line == null) {
                        return CompletableFuture.completedFuture(false);
                    }
                    return publish(member, line);
                }));
        talk.whenComplete((done, failure) -> {
            if (failure == null) {
                member.leave();
            } else {
                member.fail(failure);
            }
        });
        return member.end().whenComplete((left, failure) -> {
            members.remove(channel.id());
            member.left();
            talk.cancel(false);
        });
    }

    private CompletableFuture<Boolean> publish(RoomMember sender, byte[] content) {
        byte[] line = Arrays.copyOf(content, content.length + 1);
        line[content.length] = '\n';
        try {
            bus.publish(line);
        } catch (UpstreamException failure) {
            return CompletableFuture.failedFuture(failure);
        }
        for (RoomMember member : members.values()) {
            if (member != sender) {
                member.send(line);
            }
        }
        return CompletableFuture.completedFuture(true);
    }

    /** Sends a line of another server to all clients. */
    void sendAll(byte[] line) {
        members.values().forEach(member -> member.send(line));
    }
}
