package dev.futurewire.server;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs the start and end of each connection. */
final class ConnectionLog implements ConnectionListener {
    private static final Logger LOGGER = System.getLogger(ConnectionLog.class.getName());

    @Override
    public void opened(AsyncChannel channel) {
        LOGGER.log(
                Level.DEBUG, () -> "#" + channel.id() + " from " + HostPort.text(channel.remoteAddress()) + " opened");
    }

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        LOGGER.log(
                Level.DEBUG,
                () -> "#" + channel.id() + " from " + HostPort.text(channel.remoteAddress()) + " closed: "
                        + reason.text());
    }
}
