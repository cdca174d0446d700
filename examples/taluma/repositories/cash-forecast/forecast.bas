REM Cash forecast of the treasury: what comes in and goes out in the next thirty days
10 LET BALANCE = OPENING
20 FOR DAY = 1 TO 30
30 LET BALANCE = BALANCE + RECEIPTS(DAY) - PAYMENTS(DAY)
40 PRINT DAY, BALANCE
50 NEXT DAY
