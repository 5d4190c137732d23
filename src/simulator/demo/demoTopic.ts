// The SNS topic of the demo world's jobs and of one of its vaults.
export const demoTopic = 'arn:aws:sns:us-east-1:111122223333:glacier-jobs';
