package dev.futurewire.monitor.ui;

/** What the buttons of {@link DetailsView} do. */
interface DetailsActions {
    /** Closes the connection, after confirmation. */
    void closeConnection();

    /** Sends the peer a line. */
    void sendLine(String line);

    /** Saves the traffic to a file. */
    void saveTraffic();

    /** Hides the details. */
    void hideDetails();
}
