package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.ui.lines.FollowView;

/** What the buttons of {@link DetailsView} do. */
interface DetailsActions {
    /** Closes the connection, after confirmation. */
    void closeConnection();

    /** Sends the peer a line. */
    void sendLine(String line);

    /** Saves the traffic to a file. */
    void saveTraffic(FollowView.SaveFormat format);

    /** Hides the details. */
    void hideDetails();
}
